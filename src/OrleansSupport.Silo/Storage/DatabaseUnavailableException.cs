namespace OrleansSupport.Silo.Storage;

/// <summary>What a node of the version before says when its database is in trouble: kept until none of those runs beside this one.</summary>
[GenerateSerializer, Alias("database-unavailable")]
public sealed class DatabaseUnavailableException(string message) : OrleansException(message);
