namespace Kubernetes.Client.Configuration;

/// <summary>Finds the kubeconfig files as kubectl does.</summary>
internal static class KubeconfigFiles
{
    private const string Variable = "KUBECONFIG";

    /// <summary>Whether KUBECONFIG names files, or ~/.kube/config is there.</summary>
    public static bool AreConfigured() =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)) || File.Exists(HomeFile());

    /// <summary>Reads one file, or those of KUBECONFIG, or ~/.kube/config.</summary>
    public static Kubeconfig Load(string? path)
    {
        if (path is not null)
        {
            return KubeconfigReader.ReadFile(path);
        }

        var variable = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(variable) ? LoadHomeFile() : LoadList(variable);
    }

    /// <summary>Reads and merges a list of files; those that do not exist are left out.</summary>
    public static Kubeconfig LoadList(string list)
    {
        var paths = list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct();
        var files = paths.Where(File.Exists).Select(KubeconfigReader.ReadFile).ToList();
        return files.Count > 0
            ? Kubeconfig.Merge(files)
            : throw new KubernetesConfigurationException($"none of the files of {Variable} exists: {list}");
    }

    private static Kubeconfig LoadHomeFile() => File.Exists(HomeFile())
        ? KubeconfigReader.ReadFile(HomeFile())
        : throw new KubernetesConfigurationException(
            $"no cluster is configured: set {Variable}, write {HomeFile()}, or run in a pod with a service account");

    private static string HomeFile() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
}
