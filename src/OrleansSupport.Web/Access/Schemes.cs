namespace OrleansSupport.Web.Access;

/// <summary>Names of the ways in and of what each role may do.</summary>
internal static class Schemes
{
    /// <summary>Chooses between the two below by what the request carries.</summary>
    public const string Any = "any";
    public const string Session = "session";
    public const string ApiKey = "api-key";

    /// <summary>A buyer's browser; opens the widget's endpoints and nothing else.</summary>
    public const string Visitor = "visitor";
}

internal static class Policies
{
    public const string Agent = "agent";
    public const string Client = "client";
    public const string Admin = "admin";
    public const string Visitor = "visitor";
}
