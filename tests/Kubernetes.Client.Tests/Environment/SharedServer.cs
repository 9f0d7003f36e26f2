using Kubernetes.Client.Configuration;
using Kubernetes.Client.Models;

namespace Kubernetes.Client.Tests.Environment;

/// <summary>The API server that the environment gives to all tests.</summary>
internal static class SharedServer
{
    private const string Variable = "BACKUPOPERATOR_TEST_CONTROL_PLANE";

    /// <summary>Without a rate limit: tests measure the server's answers, not the client's patience.</summary>
    public static KubernetesClientOptions Options { get; } = new() { Qps = 0, UserAgent = "client-tests" };

    public static KubernetesClientConfiguration Configuration
    {
        get
        {
            var path = System.Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(path))
            {
                Assert.Skip($"no API server: set {Variable} to a kubeconfig");
            }

            return KubernetesClientConfiguration.BuildConfigFromConfigFile(path);
        }
    }

    public static KubernetesClient Client() => new(Configuration, Options);

    /// <summary>A namespace of its own for a test.</summary>
    public static async Task<string> NamespaceAsync(IKubernetesClient client)
    {
        var entity = new V1Namespace { Metadata = new V1ObjectMeta { GenerateName = "client-tests-" } };
        return (await client.CreateAsync(entity, TestContext.Current.CancellationToken)).Name();
    }
}
