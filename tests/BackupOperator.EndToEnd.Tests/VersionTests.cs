using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Restores;
using BackupOperator.EndToEnd.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests;

/// <summary>Servers of several majors, by the clients that the image holds.</summary>
public sealed class VersionTests(OperatorFixture @operator)
{
    [Theory]
    [InlineData(15, 15)]
    [InlineData(15, 18)]
    [InlineData(18, 18)]
    public async Task Database_RestoredIntoTheSameOrANewerMajor_HoldsTheSameContent(int source, int target)
    {
        var (from, to) = (DatabaseServer.Of(source), DatabaseServer.Of(target));
        await using var tenant = await BackUpAsync(from, to, $"from-{source}-to-{target}");
        var copy = $"{tenant.Database}_copy";
        var before = await from.FingerprintAsync(tenant.Database);

        var restore = await tenant.RestoreAsync("moved", Restore(tenant));

        Assert.True(restore.Status.Phase == RestorePhase.Succeeded, restore.Status.Message);
        Assert.Equal(before, await to.FingerprintAsync(copy));
        await from.DropAsync(tenant.Database);
        await to.DropAsync(copy);
    }

    [Fact]
    public async Task Database_RestoredIntoAnOlderMajor_IsRefusedByName()
    {
        var (from, to) = (DatabaseServer.Of(18), DatabaseServer.Of(15));
        await using var tenant = await BackUpAsync(from, to, "from-18-to-15");

        var restore = await tenant.RestoreAsync("moved", Restore(tenant));

        Assert.Equal(RestorePhase.Failed, restore.Status.Phase);
        Assert.Equal(Reason.BadInput, Tenant.Find(restore.Status.Conditions, ConditionType.Ready)!.Reason);
        Assert.Contains("is PostgreSQL 15, the backup is of PostgreSQL 18", restore.Status.Message, StringComparison.Ordinal);
        await from.DropAsync(tenant.Database);
    }

    /// <summary>A tenant with a backup of a database on one server, and the Secret <c>target-db</c> for the other.</summary>
    private async Task<Tenant> BackUpAsync(DatabaseServer from, DatabaseServer to, string purpose)
    {
        var tenant = await Tenant.CreateAsync(@operator, purpose, rows: 0);
        await tenant.ConnectionAsync("source-db", from);
        await tenant.ConnectionAsync("target-db", to);
        await from.FillAsync(tenant.Database, rows: 2_000);
        await tenant.ReadyAsync(policy: tenant.Policy(connection: "source-db"));
        var execution = await tenant.RunAsync();
        Assert.True(
            execution.Status.Phase == ExecutionPhase.Succeeded,
            Tenant.Find(execution.Status.Conditions, ConditionType.Ready)?.Message);
        Assert.Equal(IntegrityState.Passed, execution.Status.Integrity);
        return tenant;
    }

    private static string Restore(Tenant tenant) => tenant.Restore(
        "moved", "{policyName: shop}", targetName: $"{tenant.Database}_copy", connection: "target-db");
}
