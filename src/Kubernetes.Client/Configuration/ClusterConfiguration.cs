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
        var files = Listed() is { } listed ? Existing(listed) : HomeFile();
        if (files.Count > 0)
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

    /// <summary>Runs what reads a configuration; whatever is wrong with it is told by name.</summary>
    internal static T Try<T>(string place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (YamlException exception)
        {
            // Its message may repeat a part of the file, which holds credentials.
            throw new KubernetesConfigurationException($"{place} is not valid YAML at line {exception.Start.Line}");
        }
        catch (Exception exception) when (exception is KubeConfigException or IOException or UnauthorizedAccessException
            or CryptographicException or FormatException or NullReferenceException or ArgumentException)
        {
            throw new KubernetesConfigurationException($"{place}: {exception.Message}", exception);
        }
    }

    private static string? Listed() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } list ? list : null;

    // As kubectl does: what is listed and does not exist is left out.
    private static List<string> Existing(string list)
    {
        var files = list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(File.Exists).Distinct().ToList();
        return files.Count > 0 ? files : throw new KubernetesConfigurationException($"none of the files of {Variable} exists: {list}");
    }

    private static List<string> HomeFile() => File.Exists(KubernetesClientConfiguration.KubeConfigDefaultLocation)
        ? [KubernetesClientConfiguration.KubeConfigDefaultLocation]
        : [];

    private static KubernetesClientConfiguration FromFiles(List<string> files)
    {
        var list = string.Join(Path.PathSeparator, files);
        return Try($"kubeconfig {list}", () =>
        {
            KubeconfigGaps.ThrowIfAny(files);
            return RequireAuthority(files.Count == 1 ? KubernetesClientConfiguration.BuildConfigFromConfigFile(files[0]) : Merged(list));
        });
    }

    private static KubernetesClientConfiguration Merged(string list)
    {
        // The package merges what the variable lists, and fails on a file that does not exist.
        Environment.SetEnvironmentVariable(Variable, list);
        return KubernetesClientConfiguration.BuildDefaultConfig();
    }

    // Text without a certificate in it is read as no certificate at all.
    private static KubernetesClientConfiguration RequireAuthority(KubernetesClientConfiguration configuration) =>
        configuration.SslCaCerts is { Count: 0 }
            ? throw new FormatException("the certificate authority of the cluster holds no PEM certificate")
            : configuration;

    private static KubernetesClientConfiguration InCluster()
    {
        var configuration = Try(
            "service account of the pod", () => RequireAuthority(KubernetesClientConfiguration.InClusterConfig()));
        configuration.Namespace = configuration.Namespace?.Trim();
        configuration.TokenProvider = new TokenFile(TokenFile.OfServiceAccount, TimeProvider.System);
        // A proxy of the environment is for the world outside; the exceptions for cluster addresses are written as networks
        // (10.0.0.0/8), which .NET does not read.
        configuration.FirstMessageHandlerSetup = static handler => handler.UseProxy = false;
        return configuration;
    }
}
