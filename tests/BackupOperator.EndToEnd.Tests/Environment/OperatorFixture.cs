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

    // The first Kubernetes that the project promises to run on, and the chart asks for.
    private static readonly Version Promised = new(1, 30);

    private readonly Lazy<Task<EngineCluster?>> _cluster =
        new(() => EngineCluster.RaiseAsync(TestEnvironment.Optional("KUBECONFIG")));

    private readonly Lazy<Task> _installation = new(() => InstallAsync());

    internal static Kubectl Kubectl { get; } = new(Namespace);

    /// <summary>Skips the test where there is no cluster; otherwise returns once the manager is ready.</summary>
    internal async Task RequireAsync()
    {
        // Before any variable is read: it sets some where nobody else did.
        await _cluster.Value;
        TestEnvironment.Required("KUBECONFIG");
        TestEnvironment.Required("BACKUPOPERATOR_TEST_IMAGE");
        await _installation.Value;
    }

    /// <summary>Whether Helm is at hand.</summary>
    private static bool HasHelm() => $"{TestEnvironment.Optional("BACKUPOPERATOR_TEST_TOOLS")}:{TestEnvironment.Optional("PATH")}"
        .Split(':', StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, "helm")));

    /// <summary>Skips the test where there is no Helm.</summary>
    internal static void RequireHelm() => Assert.SkipUnless(HasHelm(),
        "helm is not at hand: put it on PATH before make test, which says why it could not get it");

    /// <summary>Skips the test where the operator was not installed by its chart.</summary>
    internal async Task RequireChartAsync()
    {
        await RequireAsync();
        RequireHelm();
        await RequireServerAsync(Promised, "the chart is for the versions that the project promises; kustomize installed the operator");
    }

    /// <summary>Skips the test on a cluster that is older than what it tests.</summary>
    /// <param name="oldest">The first version of Kubernetes that will do.</param>
    /// <param name="reason">What older ones lack.</param>
    internal static async Task RequireServerAsync(Version oldest, string reason)
    {
        var server = await ServerVersionAsync();
        Assert.SkipWhen(server < oldest, $"needs Kubernetes {oldest} or newer, and this cluster is {server}: {reason}");
    }

    /// <summary>Installs, or changes the installation, with further values of the chart.</summary>
    internal static async Task InstallAsync(params string[] values)
    {
        if (!await UsesChartAsync())
        {
            await InstallByKustomizeAsync();
            return;
        }

        var (repository, tag) = Image();
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

    private static async Task<bool> UsesChartAsync() => HasHelm() && await ServerVersionAsync() >= Promised;

    private static async Task InstallByKustomizeAsync()
    {
        var script = Path.Combine(TestEnvironment.Checkout, "tests/environment/kustomize.sh");
        var rendered = await Command.RunAsync(script, [TestEnvironment.Required("BACKUPOPERATOR_TEST_IMAGE")]);
        // Kubernetes before 1.25 knows no validation rules in definitions: it drops them, but its kubectl refuses them.
        await Command.RunAsync("kubectl", ["apply", "--validate=false", "--filename", "-"], rendered);
        await ReadyAsync();
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_cluster is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } && await _cluster.Value is { } cluster)
        {
            // The installation goes with it.
            await cluster.DisposeAsync();
            return;
        }

        if (!_installation.IsValueCreated)
        {
            return;
        }

        if (await UsesChartAsync())
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
}
