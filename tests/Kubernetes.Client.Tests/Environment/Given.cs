using k8s.Models;

namespace Kubernetes.Client.Tests.Environment;

/// <summary>Objects for tests.</summary>
internal static class Given
{
    public static V1ConfigMap ConfigMap(string @namespace, string name, params (string Key, string Value)[] data) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = @namespace },
        Data = data.ToDictionary(pair => pair.Key, pair => pair.Value),
    };

    /// <summary>A pod that no node will ever run.</summary>
    public static V1Pod Pod(string @namespace, string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = @namespace },
        Spec = new V1PodSpec
        {
            RestartPolicy = "Never",
            AutomountServiceAccountToken = false,
            Containers = [new V1Container { Name = "main", Image = "localhost/none" }],
        },
    };
}
