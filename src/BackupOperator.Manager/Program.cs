using System.CommandLine;
using BackupOperator.Api;
using BackupOperator.Manager.Hosting;
using Kubernetes.Client;
using Kubernetes.Client.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;

var manager = new ManagerCommand(Environment.GetEnvironmentVariable);
manager.Root.SetAction(async (parsed, cancellationToken) =>
{
    ManagerOptions options;
    k8s.KubernetesClientConfiguration cluster;
    try
    {
        cluster = ClusterConfiguration.Find();
        using var client = new KubernetesClient(cluster, ClientOptions(NullLoggerFactory.Instance));
        options = await OwnImage.FillAsync(manager.Read(parsed), client, Environment.GetEnvironmentVariable, cancellationToken);
    }
    catch (Exception exception) when (exception is KubernetesConfigurationException or KubernetesException or InvalidOperationException)
    {
        await Console.Error.WriteLineAsync(exception.Message);
        return 1;
    }

    await using var app = ManagerHost.Build(options, services => services.AddSingleton<IKubernetesClient>(
        provider => new KubernetesClient(
            cluster,
            ClientOptions(provider.GetRequiredService<ILoggerFactory>()) with
            {
                Registry = provider.GetRequiredService<CollectorRegistry>(),
            })));
    await app.RunAsync(cancellationToken);
    return 0;
});

KubernetesClientOptions ClientOptions(ILoggerFactory logs) => new()
{
    JsonTypeInfoResolvers = [ApiJsonContext.Default],
    UserAgent = $"backup-operator/{ManagerHost.Version}",
    LoggerFactory = logs,
};

// The host ends the process by itself, in good order, on SIGTERM.
return await manager.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
