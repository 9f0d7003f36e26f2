using DotNet.Testcontainers.Builders;
using Testcontainers.K3s;

namespace BackupOperator.EndToEnd.Tests.Environment;

/// <summary>A cluster in a container of this machine's Docker engine, for runs that nobody raised one for: those of an editor
/// or of <c>dotnet test</c> alone. It sets the variables that <c>tests/environment</c> would set, for this process.</summary>
internal sealed class EngineCluster : IAsyncDisposable
{
    // Named, for the version decides what is tested; the one that tests/environment runs where it can.
    private const string Image = "rancher/k3s:v1.34.4-k3s1";

    private const string ImageInContainer = "/tmp/image.tar";

    private readonly K3sContainer _container;
    private readonly string _kubeconfig = Path.Combine(Path.GetTempPath(), $"backupoperator-{Guid.NewGuid():N}.kubeconfig");

    private EngineCluster(K3sContainer container) => _container = container;

    /// <summary>Raises the cluster; null where one is given or where no Docker engine runs, with all variables as they were.</summary>
    /// <param name="given">The kubeconfig of a cluster that is there already, if any.</param>
    /// <param name="build">Makes the container, which finds out whether an engine runs.</param>
    public static async Task<EngineCluster?> RaiseAsync(string? given, Func<K3sContainer>? build = null)
    {
        if (given is not null)
        {
            return null;
        }

        try
        {
            var cluster = new EngineCluster(build?.Invoke() ?? new K3sBuilder(Image).Build());
            await cluster.StartAsync();
            return cluster;
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_kubeconfig);
        await _container.DisposeAsync();
    }

    private async Task StartAsync()
    {
        try
        {
            await _container.StartAsync();
            await WriteKubeconfigAsync(await _container.GetKubeconfigAsync());
            await LoadImageAsync();
            // Containers reach servers of this machine by the gateway of their network.
            Set("BACKUPOPERATOR_TEST_HOST", (await RunAsync("sh", "-c", "ip route | awk '/^default/ {print $3; exit}'")).Trim());
            Set("KUBECONFIG", _kubeconfig);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    // It holds the key of the cluster's administrator.
    private async Task WriteKubeconfigAsync(string content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(_kubeconfig, options);
        await writer.WriteAsync(content);
    }

    // One that the caller names is one that the cluster can pull. Without any, tests that need it say that it is missing.
    private async Task LoadImageAsync()
    {
        if (TestEnvironment.Optional("BACKUPOPERATOR_TEST_IMAGE") is not null || await BuiltImage.FindAsync() is not { } image)
        {
            return;
        }

        // The tar keeps its name in the container's folder.
        await _container.CopyAsync(new FileInfo(image.Tar), Path.GetDirectoryName(ImageInContainer)!);
        await RunAsync("ctr", "--namespace", "k8s.io", "images", "import", ImageInContainer);
        Set("BACKUPOPERATOR_TEST_IMAGE", image.Name);
    }

    private async Task<string> RunAsync(params string[] command)
    {
        var result = await _container.ExecAsync(command);
        return result.ExitCode == 0
            ? result.Stdout
            : throw new CommandException($"{string.Join(' ', command)} in the cluster's container: {result.Stderr}{result.Stdout}");
    }

    private static void Set(string variable, string value) => System.Environment.SetEnvironmentVariable(variable, value);
}
