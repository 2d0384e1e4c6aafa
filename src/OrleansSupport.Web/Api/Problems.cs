using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansSupport.Contracts;

namespace OrleansSupport.Web.Api;

/// <summary>The codes of problems that are not refusals of a grain (see <see cref="Refusals"/> for those).</summary>
public static class ProblemCodes
{
    public const string Unauthorized = "unauthorized";
    public const string Forbidden = "forbidden";
    public const string InvalidJson = "invalid_json";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string BodyTooLarge = "body_too_large";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string RateLimited = "rate_limited";
    public const string Internal = "internal";
    public const string Unavailable = "unavailable";
    public const string BadCredentials = "bad_credentials";
    public const string Locked = "locked";
    public const string XsrfToken = "xsrf_token";
    public const string OriginNotAllowed = "origin_not_allowed";
    public const string InvalidSignature = "invalid_signature";
    public const string TimestampOutOfRange = "timestamp_out_of_range";
    public const string UnknownType = "unknown_type";
}

/// <summary>A problem of RFC 9457: <c>type</c> and <c>code</c> are stable, the texts are for people and may change.</summary>
public sealed class Problem(int status, string code, string? detail = null, params (string Name, object? Value)[] more) : IResult
{
    public const string ContentType = "application/problem+json";
    public const string TypePrefix = "urn:orleans-support:problem:";

    public int Status => status;

    public string Code => code;

    public string? Detail => detail;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var body = new Dictionary<string, object?>
        {
            ["type"] = TypePrefix + code,
            ["title"] = Problems.Title(status, code),
            ["status"] = status,
            ["code"] = code,
        };
        if (detail is not null)
        {
            body["detail"] = detail;
        }

        foreach (var (name, value) in more)
        {
            body[name] = value;
        }

        if (status >= 500)
        {
            body["trace"] = httpContext.TraceIdentifier;
        }

        httpContext.Response.StatusCode = status;
        httpContext.Response.Headers.CacheControl = "no-store";
        return httpContext.Response.WriteAsJsonAsync(body, WireJson.Options, ContentType, httpContext.RequestAborted);
    }
}

/// <summary>Makes problems: one place decides which status a code has.</summary>
public static class Problems
{
    public static Problem NotFound() => new(StatusCodes.Status404NotFound, Refusals.NotFound);

    public static Problem Invalid(string detail) => new(StatusCodes.Status400BadRequest, Refusals.Invalid, detail);

    public static Problem Of(Outcome outcome) => Refused(outcome.Refused ?? Refusals.Invalid, outcome.Detail, outcome.Sequence);

    public static Problem Refused(string code, string? detail = null, long sequence = 0) => sequence > 0
        ? new(StatusOf(code), code, detail, ("sequence", sequence))
        : new(StatusOf(code), code, detail);

    /// <summary>The answer to a command: the problem when it was refused, else what <paramref name="done"/> makes.</summary>
    public static IResult Answer(Outcome outcome, Func<IResult> done) => outcome.Ok ? done() : Of(outcome);

    /// <summary>The problem behind a status that was set without a body.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        401 => new(401, ProblemCodes.Unauthorized),
        403 => new(403, ProblemCodes.Forbidden),
        404 => NotFound(),
        405 => new(405, ProblemCodes.MethodNotAllowed),
        413 => new(413, ProblemCodes.BodyTooLarge, $"At most {WebLimits.Body} bytes are taken."),
        415 => new(415, ProblemCodes.UnsupportedMediaType, "Send application/json."),
        429 => new(429, ProblemCodes.RateLimited),
        503 => new(503, ProblemCodes.Unavailable),
        >= 500 => new(status, ProblemCodes.Internal),
        _ => new(status, Refusals.Invalid),
    };

    public static Problem InvalidJson(JsonException? cause) => new(
        400,
        ProblemCodes.InvalidJson,
        cause?.Path is { Length: > 0 } path ? $"The body is not what was expected at {path}." : "The body is not valid JSON.");

    internal static string Title(int status, string code) => code switch
    {
        Refusals.NotFound => "There is no such thing, or not for you",
        Refusals.Invalid => "The request is not valid",
        Refusals.Empty => "The text is empty",
        Refusals.TooLong => "The text is too long",
        Refusals.Stale => "A colleague has replied meanwhile",
        Refusals.Closed => "The conversation is closed",
        Refusals.AlreadyAssigned => "Somebody has the conversation already",
        Refusals.OverCapacity => "The agent's capacity is used up",
        Refusals.NotEligible => "This agent may not serve the conversation",
        Refusals.WrongState => "Not possible in the present state",
        Refusals.Conflict => "Somebody changed it at the same moment",
        Refusals.SameKeyOtherBody => "The idempotency key was used for another request",
        Refusals.InProgress => "The first request with this idempotency key still runs",
        ProblemCodes.Unauthorized => "Sign in or send an API key",
        ProblemCodes.Forbidden => "You may not do this",
        ProblemCodes.InvalidJson => "The body could not be read",
        ProblemCodes.MethodNotAllowed => "This method is not offered here",
        ProblemCodes.BodyTooLarge => "The body is too large",
        ProblemCodes.UnsupportedMediaType => "This kind of body is not taken",
        ProblemCodes.RateLimited => "Too many requests",
        ProblemCodes.Unavailable => "The service is not available just now",
        ProblemCodes.BadCredentials => "E-mail address or password is wrong",
        ProblemCodes.Locked => "Too many failed attempts",
        ProblemCodes.XsrfToken => "The cross-site request token is missing or wrong",
        ProblemCodes.OriginNotAllowed => "This web site may not embed the widget",
        ProblemCodes.InvalidSignature => "The signature is missing or wrong",
        ProblemCodes.TimestampOutOfRange => "The timestamp is too old or too new",
        ProblemCodes.UnknownType => "This type of event is not known here",
        _ => status >= 500 ? "Something went wrong on our side" : "The request was refused",
    };

    private static int StatusOf(string code) => code switch
    {
        Refusals.NotFound => 404,
        Refusals.Invalid => 400,
        Refusals.Empty or Refusals.TooLong or Refusals.NotEligible or Refusals.SameKeyOtherBody => 422,
        _ => 409,
    };
}
