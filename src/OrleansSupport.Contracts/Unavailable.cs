using System.Data.Common;

namespace OrleansSupport.Contracts;

/// <summary>The cluster or its database could not answer just now; asking again is right.</summary>
public static class Unavailable
{
    /// <summary>Whether an exception of a grain call means that: the grain is moving or its node gone, or its database is in trouble.</summary>
    public static bool Says(Exception exception) => exception is TimeoutException or OrleansException or DbException;

    /// <summary>For a log: the kind of exception, and PostgreSQL's code when it had one.</summary>
    public static string Cause(Exception exception) =>
        exception is DbException { SqlState: { } state } ? $"{exception.GetType().Name} {state}" : exception.GetType().Name;
}
