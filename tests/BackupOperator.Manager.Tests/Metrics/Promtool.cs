using System.Diagnostics;

namespace BackupOperator.Manager.Tests.Metrics;

/// <summary>Prometheus' own judge of pages.</summary>
internal static class Promtool
{
    /// <summary>Fails on whatever it remarks. Without the tools of the tests it is skipped; among them it must be.</summary>
    public static async Task AcceptsAsync(string page)
    {
        var tools = Environment.GetEnvironmentVariable("BACKUPOPERATOR_TEST_TOOLS");
        Assert.SkipWhen(string.IsNullOrEmpty(tools), "BACKUPOPERATOR_TEST_TOOLS is not set: no promtool");
        var program = Path.Combine(tools!, "promtool");
        Assert.True(File.Exists(program), $"there is no {program}: see what tests/environment/tools.sh says");
        using var promtool = Process.Start(new ProcessStartInfo(program, ["check", "metrics"])
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
