using System.Diagnostics;

namespace Kubernetes.ManifestGenerator.Tests;

/// <summary>kubectl against the API server of the tests.</summary>
internal static class Kubectl
{
    private static readonly string? Kubeconfig = Environment.GetEnvironmentVariable("BACKUPOPERATOR_TEST_CONTROL_PLANE");
    private static readonly string? Tools = Environment.GetEnvironmentVariable("BACKUPOPERATOR_TEST_TOOLS");

    public static void SkipWithoutServer()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Kubeconfig), "BACKUPOPERATOR_TEST_CONTROL_PLANE is not set: no API server");
        Assert.SkipWhen(string.IsNullOrEmpty(Tools), "BACKUPOPERATOR_TEST_TOOLS is not set: no kubectl");
    }

    /// <summary>Runs kubectl to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string? input, params string[] arguments)
    {
        var kubectl = Path.Combine(Tools!, "kubectl");
        var start = new ProcessStartInfo(File.Exists(kubectl) ? kubectl : "kubectl", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = Kubeconfig;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }

    /// <summary>Installs definitions and returns once the server serves them.</summary>
    /// <remarks>
    /// Kubernetes before 1.25 knows no validation rules in definitions: its server drops them, but its kubectl refuses them
    /// unless it is told not to check, and its server-side apply refuses them always.
    /// </remarks>
    /// <param name="yaml">One or more definitions.</param>
    public static async Task DefineAsync(string yaml)
    {
        await MustAsync(yaml, "apply", "--validate=false", "--filename=-");
        await MustAsync(null, "wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
    }

    /// <summary>Runs kubectl and expects success.</summary>
    public static async Task<string> MustAsync(string? input, params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(input, arguments);
        Assert.True(exitCode == 0, output);
        return output;
    }
}
