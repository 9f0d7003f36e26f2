using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Restores;
using BackupOperator.EndToEnd.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests;

/// <summary>The main job, as a person does it with kubectl.</summary>
public sealed class BackupAndRestoreTests(OperatorFixture @operator)
{
    [Fact]
    public async Task DestroyedDatabase_RestoredFromNewestBackup_HoldsTheSameContent()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "main", rows: 20_000);
        await tenant.ReadyAsync();
        var before = await tenant.Server.FingerprintAsync(tenant.Database);

        var execution = await tenant.RunAsync();

        Assert.Equal(ExecutionPhase.Succeeded, execution.Status.Phase);
        Assert.Equal(IntegrityState.Passed, execution.Status.Integrity);
        Assert.Equal(20_501, execution.Status.Rows);
        Assert.True(execution.Status.ReadBytes > 10_000_000, $"read {execution.Status.ReadBytes} bytes");
        Assert.True(execution.Status.StoredBytes > 0 && execution.Status.StoredBytes < execution.Status.ReadBytes);
        Assert.NotNull(execution.Status.Storage?.Address);
        var policy = await tenant.PolicyAsync(found => Tenant.IsTrue(found.Status.Conditions, ConditionType.RecoveryPointObjectiveMet));
        Assert.Equal(execution.Status.RecoveryPoint, policy.Status.RecoveryPoint);

        await tenant.Server.DropAsync(tenant.Database);
        var restore = await tenant.RestoreAsync("again", tenant.Restore("again", "{policyName: shop}"));

        Assert.True(restore.Status.Phase == RestorePhase.Succeeded, restore.Status.Message);
        Assert.Equal(execution.Metadata.Name, restore.Status.Execution);
        Assert.True(Tenant.IsTrue(restore.Status.Conditions, ConditionType.RecoveryTimeObjectiveMet));
        Assert.True(restore.Status.DurationSeconds > 0);
        Assert.Equal(before, await tenant.Server.FingerprintAsync(tenant.Database));
    }

    [Fact]
    public async Task ContentOfTheStore_ReadWithoutTheKey_TellsNothingOfTheDatabase()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "sealed");
        await tenant.ReadyAsync();

        await tenant.RunAsync();

        foreach (var stored in await tenant.Store.ListAsync(tenant.Bucket))
        {
            var content = System.Text.Encoding.Latin1.GetString(await tenant.Store.ReadAsync(tenant.Bucket, stored.Key));
            Assert.DoesNotContain("customers", content, StringComparison.Ordinal);
            Assert.DoesNotContain(tenant.Server.Password, content, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ExcludedTables_AreNotInTheBackup()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "exclude");
        await tenant.ReadyAsync(policy: tenant.Policy().Replace(
            $"databases: [{tenant.Database}]",
            $"databases: [{tenant.Database}]\n        exclude: {{tables: [\"temp_*\"]}}",
            StringComparison.Ordinal));

        await tenant.RunAsync();
        var target = tenant.Restored("copy");
        var restore = await tenant.RestoreAsync("copy", tenant.Restore("copy", "{policyName: shop}", targetName: target));

        Assert.True(restore.Status.Phase == RestorePhase.Succeeded, restore.Status.Message);
        var before = await tenant.Server.FingerprintAsync(tenant.Database);
        Assert.Equal(before.Where(table => table.Key != "public.temp_scratch"), await tenant.Server.FingerprintAsync(target));
    }

    [Fact]
    public async Task ClaimAsStore_BackedUpToAndRestoredInParallel_HoldsTheSameContent()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "volume");
        await tenant.Kubectl.ApplyAsync("""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: backups}
            spec:
              accessModes: [ReadWriteOnce]
              resources: {requests: {storage: 2Gi}}
            """);
        await tenant.ReadyAsync(location: """
            apiVersion: backupoperator.io/v1alpha1
            kind: BackupStorageLocation
            metadata: {name: primary}
            spec:
              filesystem: {claimName: backups}
            """);

        var execution = await tenant.RunAsync();
        var target = tenant.Restored("copy");
        var restore = await tenant.RestoreAsync("copy", tenant.Restore("copy", "{policyName: shop}", targetName: target,
            more: "  performance: {parallelism: 2}"));

        Assert.Equal(IntegrityState.Passed, execution.Status.Integrity);
        Assert.True(restore.Status.Phase == RestorePhase.Succeeded, restore.Status.Message);
        Assert.Equal(await tenant.Server.FingerprintAsync(tenant.Database), await tenant.Server.FingerprintAsync(target));
    }

    [Fact]
    public async Task RunningBackup_ShowsProgressInItsStatus()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "progress", rows: 20_000);
        await using var slow = TestEnvironment.LineTo(tenant.Server.Port);
        await tenant.ConnectionAsync("slow-db", slow.Port);
        await tenant.ReadyAsync(policy: tenant.Policy(connection: "slow-db"));
        slow.BytesPerSecond = 1_000_000;

        var name = await tenant.StartAsync();
        var running = await tenant.ExecutionAsync(name, found => found.Status.ReadBytes > 0);
        var policy = await tenant.PolicyAsync(found => found.Status.Active is not null);
        slow.BytesPerSecond = null;
        var done = await tenant.ExecutionAsync(name, found => found.Status.IsTerminal);

        Assert.Equal(ExecutionPhase.Running, running.Status.Phase);
        Assert.Matches("^[0-9]+%$", running.Status.Progress!);
        Assert.Equal(name, policy.Status.Active);
        Assert.Equal(ExecutionPhase.Succeeded, done.Status.Phase);
        Assert.True(done.Status.ReadBytes > running.Status.ReadBytes);
    }

    [Fact]
    public async Task BackupsInAStore_SeenFromAnEmptyNamespace_AreImportedAndRestored()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "import");
        await tenant.ReadyAsync();
        var original = await tenant.RunAsync();

        // What remains of the cluster is the store; the Secrets were made again by a person.
        foreach (var kind in new[] { "backuppolicy", "backupexecution", "backupstoragelocation" })
        {
            await tenant.Kubectl.RunAsync("delete", kind, "--all");
        }

        await tenant.Kubectl.ApplyAsync(tenant.Location());
        var imported = Assert.Single(await Kubectl.UntilAsync("the import",
            () => tenant.Kubectl.ListAsync<V1alpha1BackupExecution>("backupexecutions"),
            found => found.Any(execution => execution.Status.IsTerminal)));
        var target = tenant.Restored("copy");
        var restore = await tenant.RestoreAsync("copy",
            tenant.Restore("copy", $"{{executionName: {imported.Metadata.Name}}}", targetName: target, more: "  keySecretName: key"));

        Assert.Equal("true", imported.Metadata.Labels![Label.Imported]);
        Assert.Equal(original.Status.Backup, imported.Status.Backup);
        Assert.Equal(original.Status.RecoveryPoint, imported.Status.RecoveryPoint);
        Assert.True(restore.Status.Phase == RestorePhase.Succeeded, restore.Status.Message);
        Assert.Equal(await tenant.Server.FingerprintAsync(tenant.Database), await tenant.Server.FingerprintAsync(target));
    }

    [Fact]
    public async Task ObjectiveShorterThanTheAge_BreaksWithoutAnotherRun()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "rpo");
        await tenant.ReadyAsync();

        var done = await tenant.RunAsync();
        await tenant.PolicyAsync(found => Tenant.IsTrue(found.Status.Conditions, ConditionType.RecoveryPointObjectiveMet));
        // By the age that the backup has by now: how long a run takes is the machine's affair.
        var age = DateTimeOffset.UtcNow - done.Status.RecoveryPoint!.Value;
        await tenant.Kubectl.ApplyAsync(tenant.Policy().Replace("rpo: 1h", $"rpo: {(int)age.TotalSeconds + 15}s", StringComparison.Ordinal));
        var broken = await tenant.PolicyAsync(found =>
            Tenant.Find(found.Status.Conditions, ConditionType.RecoveryPointObjectiveMet) is { Status: "False" });

        Assert.Equal(Reason.ObjectiveExceeded, Tenant.Find(broken.Status.Conditions, ConditionType.RecoveryPointObjectiveMet)!.Reason);
        Assert.Single(await tenant.Kubectl.ListAsync<V1alpha1BackupExecution>("backupexecutions"));
    }

    [Fact]
    public async Task Schedule_ReachingItsSlot_StartsOneRunWithANameMadeFromTheSlot()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "cron");
        await tenant.ReadyAsync(policy: tenant.Policy(more: """
              schedules:
                - {name: minutely, cron: "* * * * *"}
            """));

        var policy = await tenant.PolicyAsync(found => found.Status.LastBackup is not null);
        await tenant.Kubectl.RunAsync("patch", "backuppolicy", "shop", "--type", "merge", "--patch", "{\"spec\":{\"suspend\":true}}");
        var runs = await tenant.Kubectl.ListAsync<V1alpha1BackupExecution>("backupexecutions");

        Assert.Equal(5, policy.Status.NextRuns.Count);
        Assert.All(runs, run => Assert.Equal(0, run.Spec.Slot!.Time.Second));
        Assert.Equal(runs.Count, runs.Select(run => run.Spec.Slot!.Time).Distinct().Count());
        Assert.All(runs, run => Assert.Contains($"{run.Spec.Slot!.Time:yyyyMMdd-HHmm}", run.Metadata.Name, StringComparison.Ordinal));
    }
}
