using System.Text.Json.Serialization.Metadata;
using k8s.Models;

namespace Kubernetes.Client.Http;

/// <summary>Reads a status before any client's options are known.</summary>
internal static class StatusJson
{
    public static JsonTypeInfo<V1Status> TypeInfo { get; } =
        (JsonTypeInfo<V1Status>)KubernetesJson.CreateOptions().GetTypeInfo(typeof(V1Status));
}
