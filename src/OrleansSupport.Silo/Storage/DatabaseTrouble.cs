using System.Data.Common;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrleansSupport.Silo.Storage;

/// <summary>The database could not be asked just now; asking again is right. Crosses nodes, which the driver's own exceptions do not.</summary>
[GenerateSerializer, Alias("database-unavailable")]
public sealed class DatabaseUnavailableException(string message) : OrleansException(message);

/// <summary>Turns what the driver throws inside a grain into something that its caller can understand, on whichever node that is.</summary>
internal sealed partial class DatabaseTrouble(ILogger<DatabaseTrouble> logger) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (DbException error)
        {
            if (error is PostgresException { IsTransient: false, InvariantSeverity: "ERROR" } wrong)
            {
                LogRefused(context.InterfaceName, context.MethodName, wrong.SqlState, wrong.MessageText);
            }

            throw new DatabaseUnavailableException($"The database did not answer ({(error as PostgresException)?.SqlState ?? error.GetType().Name}).");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The database refused a statement of {Interface}.{Method}: {State} {Text}")]
    private partial void LogRefused(string @interface, string method, string state, string text);
}
