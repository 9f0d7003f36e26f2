using Kubernetes.Client.Configuration;
using Kubernetes.Client.Models;
using k8s.Models;

namespace Kubernetes.Client.Tests.Environment;

/// <summary>The API server that the environment gives to all tests.</summary>
internal static class SharedServer
{
    private const string Variable = "BACKUPOPERATOR_TEST_CONTROL_PLANE";

    /// <summary>Without a rate limit: tests measure the server's answers, not the client's patience.</summary>
    public static KubernetesClientOptions Options { get; } = new() { Qps = 0, UserAgent = "client-tests" };

    public static k8s.KubernetesClientConfiguration Configuration
    {
        get
        {
            var path = System.Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(path))
            {
                Assert.Skip($"no API server: set {Variable} to a kubeconfig");
            }

            return ClusterConfiguration.FromFile(path);
        }
    }

    public static KubernetesClient Client() => new(Configuration, Options);

    /// <summary>Skips the test on a server that is too old for what it is about.</summary>
    /// <param name="client">A client of the server.</param>
    /// <param name="needed">The first version that has it.</param>
    /// <param name="what">What the test is about, as the subject of the reason.</param>
    public static async Task RequireAsync(IKubernetesClient client, Version needed, string what)
    {
        var version = await client.GetServerVersionAsync(TestContext.Current.CancellationToken);
        // A vendor may add to it: v1.27.3-gke.100, v1.27.3+k3s1.
        var number = Version.Parse(version.TrimStart('v').Split('-', '+')[0]);
        Assert.SkipWhen(number < needed, $"{what} need Kubernetes {needed} or newer; this API server is {version}");
    }

    /// <summary>A namespace of its own for a test.</summary>
    public static async Task<string> NamespaceAsync(IKubernetesClient client)
    {
        var entity = new V1Namespace { Metadata = new V1ObjectMeta { GenerateName = "client-tests-" } };
        return (await client.CreateAsync(entity, TestContext.Current.CancellationToken)).Name();
    }
}
