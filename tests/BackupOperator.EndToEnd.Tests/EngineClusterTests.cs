using BackupOperator.EndToEnd.Tests.Deployment;
using BackupOperator.EndToEnd.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests;

/// <summary>What becomes of tests that want a cluster where the scripts have raised none.</summary>
public sealed class EngineClusterTests
{
    [Fact]
    public async Task Cluster_WithoutAnEngine_IsMissedByASkippedTestThatNamesMakeTest()
    {
        Assert.SkipWhen(File.Exists("/var/run/docker.sock"), "a Docker engine runs on this machine: it would raise a cluster");
        var tests = Path.Combine(AppContext.BaseDirectory, "BackupOperator.EndToEnd.Tests");

        // Another run of this program: the variables of this one stay as they are.
        var output = await Command.RunAsync("env",
        [
            "--unset=KUBECONFIG", "DOCKER_HOST=unix:///nowhere/docker.sock", tests, "-noLogo", "-noColor",
            "-method", $"{typeof(DriftTests).FullName}.{nameof(DriftTests.Explain_TellsWhatEveryKindIsFor)}",
        ]);

        Assert.Contains("[SKIP]", output, StringComparison.Ordinal);
        Assert.Matches("KUBECONFIG is not set: .* make test says why", output);
    }

    [Fact]
    public async Task Cluster_GivenByKubeconfig_IsUsedWithoutRaisingOne()
    {
        var before = Variables();

        var cluster = await EngineCluster.RaiseAsync("/nowhere/kubeconfig", () => throw new InvalidOperationException("it raised one"));

        Assert.Null(cluster);

        Assert.Equal(before, Variables());
    }

    private static string?[] Variables() =>
    [
        TestEnvironment.Optional("KUBECONFIG"), TestEnvironment.Optional("BACKUPOPERATOR_TEST_HOST"),
        TestEnvironment.Optional("BACKUPOPERATOR_TEST_IMAGE"),
    ];
}
