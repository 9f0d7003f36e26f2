using Kubernetes.Client;
using k8s.Models;

namespace BackupOperator.Manager.Hosting;

/// <summary>Finds the image that this manager runs, so that agents run the same one without being told.</summary>
internal static class OwnImage
{
    private const string ContainerName = "manager";

    /// <summary>Takes image and pull policy from this manager's own pod, unless an image was named.</summary>
    /// <param name="options">How the manager runs.</param>
    /// <param name="client">The cluster.</param>
    /// <param name="environment">Reads a variable of the environment: POD_NAME and POD_NAMESPACE name the pod.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InvalidOperationException">When no image was named and the manager does not know its pod.</exception>
    public static async Task<ManagerOptions> FillAsync(
        ManagerOptions options, IKubernetesClient client, Func<string, string?> environment, CancellationToken cancellationToken)
    {
        if (options.AgentImage.Length > 0)
        {
            return options;
        }

        if (environment("POD_NAME") is not { Length: > 0 } name || environment("POD_NAMESPACE") is not { Length: > 0 } @namespace)
        {
            throw new InvalidOperationException(
                "no image for the agents; set --agent-image, or POD_NAME and POD_NAMESPACE so that the manager's own is taken");
        }

        var pod = await client.GetAsync<V1Pod>(name, @namespace, cancellationToken);
        var container = pod?.Spec?.Containers.FirstOrDefault(found => found.Name == ContainerName);
        return container?.Image is { } image
            ? options with { AgentImage = image, AgentImagePullPolicy = container.ImagePullPolicy }
            : throw new InvalidOperationException(
                $"no image for the agents; pod {@namespace}/{name} has no container named {ContainerName}: set --agent-image");
    }
}
