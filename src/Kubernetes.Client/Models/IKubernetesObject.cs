namespace Kubernetes.Client.Models;

/// <summary>An object of the Kubernetes API.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version, such as <c>batch/v1</c>; <c>v1</c> for the core group.</summary>
    string? ApiVersion { get; set; }

    /// <summary>The kind, such as <c>Job</c>.</summary>
    string? Kind { get; set; }

    /// <summary>Name, namespace, labels and all else that every object has.</summary>
    V1ObjectMeta Metadata { get; set; }
}
