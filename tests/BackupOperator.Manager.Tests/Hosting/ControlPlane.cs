using System.Diagnostics;
using BackupOperator.Api;
using BackupOperator.Manifests;
using Kubernetes.Client;
using Kubernetes.Client.Configuration;
using Kubernetes.Client.Models;

namespace BackupOperator.Manager.Tests.Hosting;

/// <summary>A real API server with the project's definitions, and a namespace of its own for each test.</summary>
internal sealed class ControlPlane : IDisposable
{
    private const string Variable = "BACKUPOPERATOR_TEST_CONTROL_PLANE";

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
        var kubeconfig = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(File.Exists(kubeconfig), $"{Variable} names no kubeconfig: no API server to test with");
        var plane = new ControlPlane(kubeconfig!);
        await plane.InstallAsync(cancellationToken);
        await plane.Client.CreateAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = plane.Namespace } }, cancellationToken);
        return plane;
    }

    /// <summary>A client of its own: a manager that is stopped closes it.</summary>
    public KubernetesClient Connect() => new(
        KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig),
        new KubernetesClientOptions { JsonTypeInfoResolvers = [ApiJsonContext.Default] });

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

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        var root = Directory.CreateTempSubdirectory("definitions");
        foreach (var manifest in ManifestSet.All())
        {
            manifest.WriteTo(root.FullName);
        }

        var tools = Environment.GetEnvironmentVariable("BACKUPOPERATOR_TEST_TOOLS");
        var apply = new ProcessStartInfo(
            tools is null ? "kubectl" : Path.Combine(tools, "kubectl"),
            ["--kubeconfig", kubeconfig, "apply", "--server-side", "--force-conflicts", "-f", Path.Combine(root.FullName, "config", "crd")])
        {
            RedirectStandardOutput = true,
        };
        using var kubectl = Process.Start(apply)!;
        await kubectl.StandardOutput.ReadToEndAsync(cancellationToken);
        await kubectl.WaitForExitAsync(cancellationToken);
        root.Delete(recursive: true);
        Assert.Equal(0, kubectl.ExitCode);
    }
}
