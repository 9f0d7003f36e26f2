using System.Text.Json;
using BackupOperator.EndToEnd.Tests.Environment;

[assembly: AssemblyFixture(typeof(OperatorFixture))]

namespace BackupOperator.EndToEnd.Tests.Environment;

/// <summary>The operator, installed once by its chart (by kustomize where there is no Helm) for all tests.</summary>
public sealed class OperatorFixture : IAsyncLifetime
{
    /// <summary>Where the manager runs.</summary>
    internal const string Namespace = "backup-operator-system";

    /// <summary>The collection of tests that change the installation, or hold it against the chart: one at a time.</summary>
    internal const string ChangesInstallation = "changes the installation";

    private readonly Lazy<Task> _installation;

    public OperatorFixture() => _installation = new Lazy<Task>(InstallAsync);

    internal static Kubectl Kubectl { get; } = new(Namespace);

    /// <summary>Skips the test where there is no cluster; otherwise returns once the manager is ready.</summary>
    internal async Task RequireAsync()
    {
        TestEnvironment.Required("KUBECONFIG");
        TestEnvironment.Required("BACKUPOPERATOR_TEST_IMAGE");
        await _installation.Value;
    }

    /// <summary>Whether Helm is at hand.</summary>
    private static bool HasHelm() =>
        TestEnvironment.Optional("BACKUPOPERATOR_TEST_TOOLS") is { } tools && File.Exists(Path.Combine(tools, "helm"));

    /// <summary>Skips the test where there is no Helm.</summary>
    internal static void RequireHelm() => Assert.SkipUnless(HasHelm(),
        "helm is not at hand, and the distribution has no package of it: put version 3 on PATH before make test");

    /// <summary>Installs, or changes the installation, with further values of the chart.</summary>
    internal static async Task InstallAsync(params string[] values)
    {
        var (repository, tag) = Image();
        if (!HasHelm())
        {
            await InstallByKustomizeAsync(repository, tag);
            return;
        }

        await Command.RunAsync("helm",
        [
            "upgrade", "--install", "backup-operator", "charts/backup-operator", "--namespace", Namespace, "--create-namespace",
            "--set", $"image.repository={repository},image.tag={tag},image.pullPolicy=Never", .. values.SelectMany(value => new[] { "--set", value }),
        ]);
        await ReadyAsync();
    }

    /// <summary>The version of the API server, such as 1.20.2.</summary>
    internal static async Task<Version> ServerVersionAsync()
    {
        using var version = JsonDocument.Parse(await Kubectl.RunAsync("get", "--raw", "/version"));
        // Not its major and minor: some builds leave them empty. A vendor may add to it: v1.27.3-gke.100, v1.27.3+k3s1.
        return Version.Parse(version.RootElement.GetProperty("gitVersion").GetString()!.TrimStart('v').Split('-', '+')[0]);
    }

    /// <summary>Returns once every manager that is wanted is ready.</summary>
    internal static Task ReadyAsync() =>
        Kubectl.RunAsync("rollout", "status", "deployment/backup-operator", "--timeout", "180s");

    private static async Task InstallByKustomizeAsync(string repository, string tag)
    {
        var rendered = await Command.RunAsync("kubectl", ["kustomize", "config/default"]);
        // Kubernetes before 1.25 knows no validation rules in definitions: it drops them, but its kubectl refuses them.
        await Command.RunAsync("kubectl", ["apply", "--validate=false", "--filename", "-"],
            rendered.Replace("backupoperator/backup-operator:0.1.0", $"{repository}:{tag}", StringComparison.Ordinal));
        await ReadyAsync();
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (!_installation.IsValueCreated)
        {
            return;
        }

        if (HasHelm())
        {
            await Command.RunAsync("helm", ["uninstall", "backup-operator", "--namespace", Namespace, "--ignore-not-found"]);
        }

        await Command.RunAsync("kubectl", ["delete", "namespace", Namespace, "--ignore-not-found", "--wait=false"]);
    }

    private static (string Repository, string Tag) Image()
    {
        var image = TestEnvironment.Required("BACKUPOPERATOR_TEST_IMAGE");
        var colon = image.LastIndexOf(':');
        return (image[..colon], image[(colon + 1)..]);
    }

    private static Task InstallAsync() => InstallAsync([]);
}
