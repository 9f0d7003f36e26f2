using System.Security.Cryptography;
using YamlDotNet.Core;
using k8s;
using k8s.Exceptions;

namespace Kubernetes.Client.Configuration;

/// <summary>Finds the cluster as kubectl does, and says so where there is none or where the package would misread a file.</summary>
public static class ClusterConfiguration
{
    private const string Variable = "KUBECONFIG";

    /// <summary>The files of KUBECONFIG, else ~/.kube/config, else the pod's service account.</summary>
    /// <exception cref="KubernetesConfigurationException">None of them is there, or it is wrong.</exception>
    public static KubernetesClientConfiguration Find()
    {
        var files = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } list
            ? list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            : File.Exists(KubernetesClientConfiguration.KubeConfigDefaultLocation)
                ? [KubernetesClientConfiguration.KubeConfigDefaultLocation]
                : [];
        if (files.Length > 0)
        {
            return FromFiles(files);
        }

        // The package would go on with http://localhost:8080.
        return KubernetesClientConfiguration.IsInCluster() ? InCluster() : throw new KubernetesConfigurationException(
            $"no cluster is configured: set {Variable}, write {KubernetesClientConfiguration.KubeConfigDefaultLocation}, " +
            "or run in a pod with a service account (automountServiceAccountToken)");
    }

    /// <summary>From one kubeconfig file.</summary>
    /// <exception cref="KubernetesConfigurationException">The file cannot be read, or asks for what the package would overlook.</exception>
    public static KubernetesClientConfiguration FromFile(string path) => FromFiles([path]);

    private static KubernetesClientConfiguration FromFiles(string[] files)
    {
        try
        {
            KubeconfigGaps.ThrowIfAny(files);
            return files.Length == 1
                ? KubernetesClientConfiguration.BuildConfigFromConfigFile(files[0])
                : KubernetesClientConfiguration.BuildDefaultConfig();
        }
        catch (YamlException exception)
        {
            // Its message may repeat a part of the file, which holds credentials.
            throw new KubernetesConfigurationException(
                $"kubeconfig {string.Join(':', files)} is not valid YAML at line {exception.Start.Line}");
        }
        catch (Exception exception) when (exception is KubeConfigException or IOException or UnauthorizedAccessException
            or CryptographicException or FormatException or NullReferenceException or ArgumentException)
        {
            throw new KubernetesConfigurationException($"kubeconfig {string.Join(':', files)}: {exception.Message}", exception);
        }
    }

    private static KubernetesClientConfiguration InCluster()
    {
        var configuration = KubernetesClientConfiguration.InClusterConfig();
        configuration.Namespace = configuration.Namespace?.Trim();
        configuration.TokenProvider = new TokenFile(TokenFile.OfServiceAccount, TimeProvider.System);
        // A proxy of the environment is for the world outside; the exceptions for cluster addresses are written as networks
        // (10.0.0.0/8), which .NET does not read.
        configuration.FirstMessageHandlerSetup = static handler => handler.UseProxy = false;
        return configuration;
    }
}
