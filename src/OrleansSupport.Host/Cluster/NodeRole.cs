namespace OrleansSupport.Host.Cluster;

/// <summary>What a node does, by the setting <c>Cluster:Role</c>.</summary>
internal enum NodeRole
{
    /// <summary>Grains and web in one process: any number of identical nodes. The default.</summary>
    All,

    /// <summary>Grains only; answers probes and nothing else.</summary>
    Silo,

    /// <summary>API, consoles and widgets only, as a client of the silos.</summary>
    Web,
}

internal static class NodeRoles
{
    public static NodeRole Of(IConfiguration configuration) => configuration["Cluster:Role"] switch
    {
        null or "" => NodeRole.All,
        { } given when Enum.TryParse<NodeRole>(given, ignoreCase: true, out var role) && Enum.IsDefined(role) => role,
        { } other => throw new ConfigurationException($"Cluster:Role is all, silo or web, not \"{other}\"."),
    };

    public static bool HasSilo(this NodeRole role) => role != NodeRole.Web;

    public static bool HasWeb(this NodeRole role) => role != NodeRole.Silo;
}

/// <summary>The settings do not make sense; the message says which.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
