using System.CommandLine;
using BackupOperator.Api;
using BackupOperator.Manager.Hosting;
using Kubernetes.Client;
using Kubernetes.Client.Configuration;

var manager = new ManagerCommand(Environment.GetEnvironmentVariable);
manager.Root.SetAction(async (parsed, cancellationToken) =>
{
    KubernetesClientConfiguration cluster;
    try
    {
        cluster = KubernetesClientConfiguration.BuildDefaultConfig();
    }
    catch (KubernetesConfigurationException exception)
    {
        await Console.Error.WriteLineAsync(exception.Message);
        return 1;
    }

    await using var app = ManagerHost.Build(manager.Read(parsed), services => services.AddSingleton<IKubernetesClient>(
        provider => new KubernetesClient(cluster, new KubernetesClientOptions
        {
            JsonTypeInfoResolvers = [ApiJsonContext.Default],
            UserAgent = $"backup-operator/{ManagerHost.Version}",
            LoggerFactory = provider.GetRequiredService<ILoggerFactory>(),
        })));
    await app.RunAsync(cancellationToken);
    return 0;
});

// The host ends the process by itself, in good order, on SIGTERM.
return await manager.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
