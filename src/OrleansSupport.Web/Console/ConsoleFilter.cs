using System.Collections.Frozen;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Web.Access;
using OrleansSupport.Web.Api;

namespace OrleansSupport.Web.Console;

/// <summary>
/// Around every call of the console: the session must still be valid, failures become codes, and the log says which method took
/// how long and never what was said.
/// </summary>
internal sealed partial class ConsoleFilter(
    ConsoleConnections connections, Sessions sessions, IGrainFactory grains, TimeProvider time, ILogger<ConsoleFilter> logger) : IHubFilter
{
    /// <summary>What a console asks for by itself, with nobody in front of it.</summary>
    private static readonly FrozenSet<string> ByItself = FrozenSet.Create(
        nameof(ConsoleHub.Hello), nameof(ConsoleHub.Open), nameof(ConsoleHub.Close), nameof(ConsoleHub.List), nameof(ConsoleHub.Suggestions), nameof(ConsoleHub.Why));

    /// <summary>Signs of life are told on so often at most; the least that a team may ask for is a minute.</summary>
    private static readonly TimeSpan SignPeriod = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var begun = time.GetTimestamp();
        try
        {
            if (invocationContext.HubMethodName is not (nameof(ConsoleHub.OnConnectedAsync) or nameof(ConsoleHub.OnDisconnectedAsync)))
            {
                var connection = connections.Of(invocationContext.Context);
                if (await sessions.Find(connection.Email, connection.Stamp) is not { } caller)
                {
                    invocationContext.Context.Abort();
                    throw new HubException(ProblemCodes.Unauthorized);
                }

                connection.Caller = caller;
                if (!ByItself.Contains(invocationContext.HubMethodName) && connection.SignOfLife(time.GetUtcNow(), SignPeriod))
                {
                    await grains.GetGrain<IAgentGrain>(connection.Agent.Value).Active();
                }
            }

            return await next(invocationContext);
        }
        catch (HubException)
        {
            throw;
        }
        catch (Exception failure) when (Unavailable.Says(failure))
        {
            LogUnavailable(logger, invocationContext.HubMethodName, Unavailable.Cause(failure));
            throw new HubException(ProblemCodes.Unavailable);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailed(logger, invocationContext.HubMethodName, failure);
            throw new HubException(ProblemCodes.Internal);
        }
        finally
        {
            var took = time.GetElapsedTime(begun);
            if (took > Slow)
            {
                LogSlow(logger, invocationContext.HubMethodName, (long)took.TotalMilliseconds);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Console call {Method} failed")]
    private static partial void LogFailed(ILogger logger, string method, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Console call {Method} found no answer in the cluster: {Cause}")]
    private static partial void LogUnavailable(ILogger logger, string method, string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Console call {Method} took {Milliseconds} ms")]
    private static partial void LogSlow(ILogger logger, string method, long milliseconds);
}
