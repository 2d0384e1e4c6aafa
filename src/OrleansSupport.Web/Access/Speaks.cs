using OrleansSupport.Contracts.Agents;

namespace OrleansSupport.Web.Access;

/// <summary>The language that a person reads and writes.</summary>
internal static class Speaks
{
    /// <summary>The best one of the profile, the first among equals; a person without any is taken to read English.</summary>
    public static string First(AgentProfile profile) =>
        profile.Languages.IsDefaultOrEmpty ? "en" : profile.Languages.MaxBy(language => language.Proficiency)!.Code;
}
