using System.Diagnostics;

namespace BackupOperator.Manager.Tests.Metrics;

/// <summary>Prometheus' own judge of pages.</summary>
internal static class Promtool
{
    /// <summary>Fails on whatever it remarks. Without the tools of the tests the test is skipped; with them it must be there.</summary>
    public static async Task AcceptsAsync(string page)
    {
        var tools = Environment.GetEnvironmentVariable("BACKUPOPERATOR_TEST_TOOLS");
        Assert.SkipWhen(string.IsNullOrEmpty(tools), "BACKUPOPERATOR_TEST_TOOLS is not set: no promtool");
        using var promtool = Process.Start(new ProcessStartInfo(Path.Combine(tools!, "promtool"), ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        await promtool.StandardInput.WriteAsync(page);
        promtool.StandardInput.Close();
        var remarks = await promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", remarks);
        Assert.Equal(0, promtool.ExitCode);
    }
}
