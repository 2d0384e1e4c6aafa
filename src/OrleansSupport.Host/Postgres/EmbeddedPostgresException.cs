namespace OrleansSupport.Host.Postgres;

/// <summary>The embedded PostgreSQL cannot be had; the message says why and what to do.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
