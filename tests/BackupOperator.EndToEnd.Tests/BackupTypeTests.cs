using BackupOperator.Api.Executions;
using BackupOperator.Api.Restores;
using BackupOperator.Contract.Specs;
using BackupOperator.EndToEnd.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests;

/// <summary>Backups that refer to earlier ones, and what is said of them.</summary>
public sealed class BackupTypeTests(OperatorFixture @operator)
{
    // 60,000 rows are some sixty chunks; the change below touches three or four of them.
    private const int Rows = 60_000;
    private const int LeastSaving = 5;

    [Fact]
    public async Task IncrementalAfterAFull_StoresWhatChanged_DeletesNothing_AndRestoresTheSame()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "incremental", Rows);
        await tenant.ReadyAsync();
        var full = await tenant.RunAsync();
        var stored = (await tenant.Store.ListAsync(tenant.Bucket)).Select(found => found.Key).ToList();
        await tenant.Server.ExecuteAsync(tenant.Database, """
            UPDATE sales.orders SET note = md5(note) WHERE id <= 20;
            DELETE FROM sales.orders WHERE id = 50;
            INSERT INTO sales.orders (customer, note) SELECT 1, 'new ' || g FROM generate_series(1, 100) g;
            """);
        var before = await tenant.Server.FingerprintAsync(tenant.Database);

        var incremental = await tenant.RunAsync(type: "incremental");
        await tenant.Server.DropAsync(tenant.Database);
        var restore = await tenant.RestoreAsync("again", tenant.Restore("again", "{policyName: shop}"));

        var status = incremental.Status;
        Assert.True(status.Phase == ExecutionPhase.Succeeded, Tenant.Find(status.Conditions, "Ready")?.Message);
        Assert.Equal((BackupType.Incremental, full.Status.Backup, null), (status.Type, status.Base, status.TypeMessage));
        Assert.Equal(IntegrityState.Passed, status.Integrity);
        Assert.True(
            status.StoredBytes * LeastSaving < full.Status.StoredBytes,
            $"{status.StoredBytes} of {full.Status.StoredBytes} bytes were stored again");
        Assert.True(
            status.ReferredBytes * LeastSaving > status.ReadBytes * (LeastSaving - 1),
            $"{status.ReferredBytes} of {status.ReadBytes} bytes are referred to");
        Assert.Equal((0L, "0%"), (full.Status.ReferredBytes, full.Status.Referred));
        Assert.Subset((await tenant.Store.ListAsync(tenant.Bucket)).Select(found => found.Key).ToHashSet(), stored.ToHashSet());
        Assert.True(restore.Status.Phase == RestorePhase.Succeeded, restore.Status.Message);
        Assert.Equal(incremental.Metadata.Name, restore.Status.Execution);
        Assert.Equal(before, await tenant.Server.FingerprintAsync(tenant.Database));
    }

    [Fact]
    public async Task Types_OneAfterTheOther_ReferToWhatTheirNamesSay()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "types");
        await tenant.ReadyAsync();

        var first = await tenant.RunAsync(type: "incremental");
        var incremental = await tenant.RunAsync(type: "incremental");
        var differential = await tenant.RunAsync(type: "differential");
        var last = await tenant.RunAsync(type: "incremental");
        var policy = await tenant.PolicyAsync(found => found.Status.LastBackup?.Execution == last.Metadata.Name);

        Assert.Equal((BackupType.Full, null), (first.Status.Type, first.Status.Base));
        Assert.Contains("holds no backup of this policy to refer to", first.Status.TypeMessage, StringComparison.Ordinal);
        Assert.Equal((BackupType.Incremental, first.Status.Backup), (incremental.Status.Type, incremental.Status.Base));
        Assert.Equal((BackupType.Differential, first.Status.Backup), (differential.Status.Type, differential.Status.Base));
        Assert.Equal((BackupType.Incremental, differential.Status.Backup), (last.Status.Type, last.Status.Base));
        Assert.Equal((last.Status.Type, last.Status.Base), (policy.Status.LastBackup!.Type, policy.Status.LastBackup.Base));
    }

    [Fact]
    public async Task Lz4AndASampledCheck_AreWhatTheStatusSays_AndTheBackupRestores()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "sample");
        await tenant.ReadyAsync(policy: tenant.Policy(more: """
              compression: {algorithm: lz4}
              verification: {integrity: {percent: 30}}
            """));

        var execution = await tenant.RunAsync();
        var target = tenant.Restored("copy");
        var restore = await tenant.RestoreAsync("copy", tenant.Restore("copy", "{policyName: shop}", targetName: target));

        var status = execution.Status;
        Assert.True(status.Phase == ExecutionPhase.Succeeded, Tenant.Find(status.Conditions, "Ready")?.Message);
        Assert.Equal(IntegrityState.Sampled, status.Integrity);
        Assert.Equal((IntegrityLevel.Sampled, 30, 0), (status.IntegrityCheck!.Level, status.IntegrityCheck.Percent, status.IntegrityCheck.DumpEntries));
        Assert.True(restore.Status.Phase == RestorePhase.Succeeded, restore.Status.Message);
        Assert.Equal(await tenant.Server.FingerprintAsync(tenant.Database), await tenant.Server.FingerprintAsync(target));
    }
}
