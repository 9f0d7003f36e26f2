using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract.Specs;
using BackupOperator.EndToEnd.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests;

/// <summary>What becomes of stored backups when time goes on: they expire, and keys change.</summary>
public sealed class RetentionTests(OperatorFixture @operator)
{
    [Fact]
    public async Task BackupsThatExpire_AreAnnouncedThenDeleted_AndTheLastOneRestores()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "retention");
        await tenant.ReadyAsync();
        await tenant.RunAsync();
        await tenant.RunAsync();
        var last = await tenant.RunAsync(type: "incremental");

        await tenant.Kubectl.ApplyAsync(tenant.Policy(more: "  retention: {last: 1, notice: 1h}"));
        var announced = await tenant.PolicyAsync(found => found.Status.Retention is { Expiring: > 0 });
        var before = await RecordsAsync(tenant);
        await tenant.Kubectl.ApplyAsync(tenant.Policy(more: "  retention: {last: 1, notice: 0s}"));
        await tenant.PolicyAsync(found => found.Status.Retention?.LastPruneTime is not null);
        var policy = await tenant.PolicyAsync(found => found.Status is { Statistics.Backups: 1 });
        await tenant.Server.DropAsync(tenant.Database);
        var restore = await tenant.RestoreAsync("again", tenant.Restore("again", "{policyName: shop}"));

        Assert.Equal(2, announced.Status.Retention!.Plan.Count(planned => planned.Action is RetentionAction.Delete));
        Assert.Equal(3, before);
        Assert.Equal(1, await RecordsAsync(tenant));
        Assert.Equal([last.Metadata.Name!], await tenant.Kubectl.NamesAsync("backupexecutions"));
        var retention = policy.Status.Retention!;
        Assert.Equal((1, 0, 2), (retention.Kept, retention.Expiring, retention.DeletedBackups));
        Assert.True(Tenant.IsTrue(policy.Status.Conditions, ConditionType.RetentionApplied));
        Assert.True(Tenant.IsTrue(policy.Status.Conditions, ConditionType.BackupsOpenable));
        Assert.True(restore.Status.Phase == RestorePhase.Succeeded, restore.Status.Message);
        Assert.Contains("BackupsDeleted", await tenant.Kubectl.RunAsync("get", "events"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecretOfTheKey_Changed_OpensWhatWasStoredBefore()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "rekey");
        await tenant.ReadyAsync();
        var before = await tenant.Server.FingerprintAsync(tenant.Database);
        var first = await tenant.RunAsync();
        var former = await tenant.Kubectl.RunAsync("get", "secret", "key", "--output", "jsonpath={.data.key}");
        var present = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

        await tenant.SecretAsync("key", ("key", present), ("previousKey", Text(former)));
        var second = await tenant.RunAsync(type: "incremental");
        await tenant.SecretAsync("key", ("key", present));
        await tenant.Server.DropAsync(tenant.Database);
        var restore = await tenant.RestoreAsync(
            "again", tenant.Restore("again", $$"""{executionName: {{first.Metadata.Name}}}"""));

        Assert.Equal(ExecutionPhase.Succeeded, second.Status.Phase);
        Assert.Equal((BackupType.Incremental, first.Status.Backup), (second.Status.Type, second.Status.Base));
        Assert.True(restore.Status.Phase == RestorePhase.Succeeded, restore.Status.Message);
        Assert.Equal(before, await tenant.Server.FingerprintAsync(tenant.Database));
    }

    private static async Task<int> RecordsAsync(Tenant tenant) => (await tenant.Store.ListAsync(tenant.Bucket))
        .Count(stored => stored.Key.EndsWith("/backup.json", StringComparison.Ordinal));

    private static string Text(string base64) => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
