using BackupOperator.EndToEnd.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests.Deployment;

/// <summary>What GitOps tools ask of an installation: that applying it again changes nothing.</summary>
[Collection(OperatorFixture.ChangesInstallation)]
public sealed class DriftTests(OperatorFixture @operator)
{
    [Fact]
    public async Task Installation_AppliedAgain_ChangesNothing()
    {
        await @operator.RequireChartAsync();
        var manifest = await Command.RunAsync("helm", ["get", "manifest", "backup-operator", "--namespace", OperatorFixture.Namespace]);

        // kubectl diff ends with 1, which is thrown, when anything would change. Not as Helm: its version 4 applies on the
        // server too, and what it adds to the manifest would count as taken back.
        var difference = await Command.RunAsync("kubectl",
            ["diff", "--server-side", "--force-conflicts", "--field-manager", "gitops", "--filename", "-"], manifest);

        Assert.Empty(difference);
    }

    [Fact]
    public async Task Resources_AppliedAgain_KeepTheirGeneration()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "drift", rows: 0);
        await tenant.ReadyAsync();
        var before = await GenerationsAsync(tenant);

        await tenant.ReadyAsync();

        Assert.Equal(before, await GenerationsAsync(tenant));
    }

    [Fact]
    public async Task Explain_TellsWhatEveryKindIsFor()
    {
        await @operator.RequireAsync();
        foreach (var field in new[] { "backuppolicy.spec.schedules.missedRuns", "backupexecution.status.recoveryPoint", "restoreoperation.spec.overwriteExisting", "backupstoragelocation.spec.checkInterval" })
        {
            var text = await Command.RunAsync("kubectl", ["explain", field]);
            Assert.Contains("DESCRIPTION", text, StringComparison.Ordinal);
            Assert.DoesNotContain("<empty>", text, StringComparison.Ordinal);
        }
    }

    private static Task<string> GenerationsAsync(Tenant tenant) => tenant.Kubectl.RunAsync(
        "get", "backuppolicies,backupstoragelocations", "--output", "jsonpath={range .items[*]}{.metadata.name}={.metadata.generation} {end}");
}
