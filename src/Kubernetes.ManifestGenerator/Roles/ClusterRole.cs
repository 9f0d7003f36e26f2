using System.Text.Json.Nodes;

namespace Kubernetes.ManifestGenerator.Roles;

/// <summary>Makes a role of the whole cluster from rules.</summary>
public static class ClusterRole
{
    /// <summary>Makes the role.</summary>
    public static JsonObject Of(string name, JsonArray rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return new JsonObject
        {
            ["apiVersion"] = "rbac.authorization.k8s.io/v1",
            ["kind"] = "ClusterRole",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["rules"] = rules.DeepClone(),
        };
    }
}
