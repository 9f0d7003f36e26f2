using BackupOperator.Api;
using BackupOperator.Manifests;
using Kubernetes.Client;
using Kubernetes.Client.Configuration;
using Kubernetes.Client.Models;
using Kubernetes.ManifestGenerator.Tests;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Hosting;

/// <summary>A real API server with the project's definitions, and a namespace of its own for each test.</summary>
internal sealed class ControlPlane : IDisposable
{
    private const string Variable = "BACKUPOPERATOR_TEST_CONTROL_PLANE";

    // Once for all tests: two kubectl that create the same definition at once get into each other's way.
    private static readonly Lazy<Task> Definitions = new(() => Kubectl.DefineAsync(string.Join("---\n",
        from manifest in ManifestSet.All()
        where manifest.Path.StartsWith("config/crd/", StringComparison.Ordinal)
        select manifest.Content)));

    private readonly string kubeconfig;

    private ControlPlane(string kubeconfig)
    {
        this.kubeconfig = kubeconfig;
        Client = Connect();
    }

    public KubernetesClient Client { get; }

    public string Namespace { get; } = $"manager-{Guid.NewGuid():n}"[..20];

    /// <summary>Installs what is missing; skips the test where there is no server.</summary>
    public static async Task<ControlPlane> UseAsync(CancellationToken cancellationToken)
    {
        Kubectl.SkipWithoutServer();
        await Definitions.Value.WaitAsync(cancellationToken);
        var plane = new ControlPlane(Environment.GetEnvironmentVariable(Variable)!);
        await plane.Client.CreateAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = plane.Namespace } }, cancellationToken);
        return plane;
    }

    /// <summary>A client of its own: a manager that is stopped closes it.</summary>
    public KubernetesClient Connect() => new(
        ClusterConfiguration.FromFile(kubeconfig),
        new KubernetesClientOptions { JsonTypeInfoResolvers = [ApiJsonContext.Default] });

    /// <summary>Creates an object in the namespace, and writes its status too.</summary>
    public async Task PutAsync<T>(T wanted, CancellationToken cancellationToken) where T : class, IKubernetesObject
    {
        var seen = Client.Copy(wanted);
        wanted.Metadata = new V1ObjectMeta { Name = wanted.Name(), NamespaceProperty = Namespace };
        var stored = await Client.CreateAsync(wanted, cancellationToken);
        seen.Metadata = stored.Metadata;
        await Client.PatchStatusAsync(stored, seen, cancellationToken);
    }

    /// <summary>Waits for an object to be as wanted.</summary>
    public async Task<T> UntilAsync<T>(string name, Func<T, bool> wanted, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await foreach (var report in Client.WatchAsync<T>(new ListOptions { Namespace = Namespace }, cancellationToken))
        {
            if (report.Entity is { } entity && entity.Name() == name && wanted(entity))
            {
                return entity;
            }
        }

        throw new InvalidOperationException("the watch ended");
    }

    public void Dispose() => Client.Dispose();
}
