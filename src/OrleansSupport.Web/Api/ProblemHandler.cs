using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts;

namespace OrleansSupport.Web.Api;

/// <summary>Turns what was thrown on the way into a problem.</summary>
internal sealed partial class ProblemHandler(ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = Of(exception);
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            // The cluster usually answers again within seconds of losing a node.
            httpContext.Response.Headers.RetryAfter = "2";
            LogUnavailable(logger, Unavailable.Cause(exception), httpContext.TraceIdentifier);
        }
        else if (problem.Status >= 500)
        {
            LogFailed(logger, httpContext.TraceIdentifier, exception);
        }

        await problem.ExecuteAsync(httpContext);
        return true;
    }

    internal static Problem Of(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException json } => Problems.InvalidJson(json),
        BadHttpRequestException { StatusCode: not 400 } bad => Problems.OfStatus(bad.StatusCode),
        BadHttpRequestException bad => Problems.Invalid(bad.Message),
        JsonException json => Problems.InvalidJson(json),
        _ when Unavailable.Says(exception) => new Problem(503, ProblemCodes.Unavailable),
        _ => new Problem(500, ProblemCodes.Internal),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Trace} failed")]
    private static partial void LogFailed(ILogger logger, string trace, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request {Trace} found no answer in the cluster: {Cause}")]
    private static partial void LogUnavailable(ILogger logger, string cause, string trace);
}
