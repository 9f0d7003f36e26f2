using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Restores;
using BackupOperator.EndToEnd.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests.Failures;

/// <summary>What lies in the store is not what was put there: no restore may present it as data.</summary>
public sealed class IntegrityTests(OperatorFixture @operator)
{
    /// <summary>Parts of keys, one for each kind of object of a repository.</summary>
    public static TheoryData<string> KindsOfObject => [".manifest", "/packs/", "backup.json", "keys/", "repository.json"];

    [Theory]
    [MemberData(nameof(KindsOfObject))]
    public async Task FlippedByte_IsFoundByTheRestore_AndNothingIsTouched(string kind)
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "flip", rows: 500);
        await tenant.ReadyAsync();
        var execution = await tenant.RunAsync();
        Assert.Equal(ExecutionPhase.Succeeded, execution.Status.Phase);

        await ChangeAsync(tenant, kind, content =>
        {
            content[content.Length / 2] ^= 1;
            return content;
        });

        await RefusedAsync(tenant, execution.Metadata.Name!, [Reason.IntegrityFailed, Reason.BadInput]);
    }

    [Fact]
    public async Task TruncatedPack_IsFoundByTheRestore_AndNothingIsTouched()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "short", rows: 500);
        await tenant.ReadyAsync();
        var execution = await tenant.RunAsync();

        // In half: a pack that only lost its end, where its directory is, still gives back verified data, and should.
        await ChangeAsync(tenant, "/packs/", content => content[..(content.Length / 2)]);

        await RefusedAsync(tenant, execution.Metadata.Name!, [Reason.IntegrityFailed]);
    }

    [Fact]
    public async Task MissingPack_IsFoundByTheRestore_AndNothingIsTouched()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "missing", rows: 500);
        await tenant.ReadyAsync();
        var execution = await tenant.RunAsync();

        await tenant.Store.DeleteAsync(tenant.Bucket, await KeyAsync(tenant, "/packs/"));

        await RefusedAsync(tenant, execution.Metadata.Name!, [Reason.IntegrityFailed]);
    }

    [Fact]
    public async Task PackLostBeforeTheCheck_FailsTheIntegrity_AndIsNoRecoveryPoint()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "check", rows: 20_000);
        await using var proxy = TestEnvironment.LineTo(tenant.Store.Port);
        await tenant.ReadyAsync(location: tenant.Location(port: proxy.Port), policy: tenant.Policy(more: Tenant.NoRetries));

        var name = await tenant.StartAsync();
        await Kubectl.UntilAsync("the commit", () => tenant.Store.ListAsync(tenant.Bucket),
            stored => stored.Any(found => found.Key.EndsWith("backup.json", StringComparison.Ordinal)));
        await tenant.Store.DeleteAsync(tenant.Bucket, await KeyAsync(tenant, "/packs/"));
        var failed = await tenant.ExecutionAsync(name, found => found.Status.IsTerminal);
        var policy = await tenant.PolicyAsync(found => found.Status.LastRun is not null);

        Assert.Equal(ExecutionPhase.Failed, failed.Status.Phase);
        Assert.Equal(IntegrityState.Failed, failed.Status.Integrity);
        Assert.Equal(Reason.IntegrityFailed, Tenant.Find(failed.Status.Conditions, ConditionType.Ready)!.Reason);
        Assert.Null(policy.Status.RecoveryPoint);
    }

    [Fact]
    public async Task WrongKey_RefusesTheRestore_SayingWhichKeyIsMeant()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "wrongkey", rows: 500);
        await tenant.ReadyAsync();
        var execution = await tenant.RunAsync();
        await tenant.SecretAsync("other-key", ("key", Convert.ToBase64String(new byte[32])));

        var message = await RefusedAsync(tenant, execution.Metadata.Name!, [Reason.BadInput], more: "  keySecretName: other-key");

        Assert.Contains("other-key", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingKey_RefusesTheRestore_NamingTheSecret()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "lostkey", rows: 500);
        await tenant.ReadyAsync();
        var execution = await tenant.RunAsync();
        await tenant.Kubectl.RunAsync("delete", "secret", "key");

        var message = await RefusedAsync(tenant, execution.Metadata.Name!, [Reason.BadInput]);

        Assert.Contains("Secret key for the encryption key", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TargetThatHoldsData_IsRefused_UnlessOverwriteIsAskedFor()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "holds", rows: 500);
        await tenant.ReadyAsync();
        var execution = await tenant.RunAsync();
        var stored = await tenant.Server.FingerprintAsync(tenant.Database);
        await tenant.Server.ExecuteAsync(tenant.Database, "DELETE FROM sales.orders WHERE id % 2 = 0; CREATE TABLE newer (x int)");
        var changed = await tenant.Server.FingerprintAsync(tenant.Database);
        var backup = $"{{executionName: {execution.Metadata.Name}}}";

        var refused = await tenant.RestoreAsync("refused", tenant.Restore("refused", backup));
        var untouched = await tenant.Server.FingerprintAsync(tenant.Database);
        var done = await tenant.RestoreAsync("overwritten", tenant.Restore("overwritten", backup, more: "  overwriteExisting: true"));

        Assert.Equal(RestorePhase.Failed, refused.Status.Phase);
        Assert.Equal(Reason.TargetNotEmpty, Tenant.Find(refused.Status.Conditions, ConditionType.Ready)!.Reason);
        Assert.Equal(changed, untouched);
        Assert.True(done.Status.Phase == RestorePhase.Succeeded, done.Status.Message);
        Assert.Equal(stored, await tenant.Server.FingerprintAsync(tenant.Database));
    }

    private static async Task<string> RefusedAsync(Tenant tenant, string execution, string[] reasons, string more = "")
    {
        var target = tenant.Restored("never");
        var refused = await tenant.RestoreAsync("never",
            tenant.Restore("never", $"{{executionName: {execution}}}", targetName: target, more: more));
        var ready = Tenant.Find(refused.Status.Conditions, ConditionType.Ready)!;

        Assert.Equal(RestorePhase.Failed, refused.Status.Phase);
        Assert.Contains(ready.Reason, reasons);
        Assert.Equal(0, await tenant.Server.ScalarAsync<long>("postgres", $"SELECT count(*) FROM pg_database WHERE datname = '{target}'"));
        return ready.Message;
    }

    private static async Task ChangeAsync(Tenant tenant, string kind, Func<byte[], byte[]> change)
    {
        var key = await KeyAsync(tenant, kind);
        await tenant.Store.WriteAsync(tenant.Bucket, key, change(await tenant.Store.ReadAsync(tenant.Bucket, key)));
    }

    // The newest: a try before the one that counts may have left objects that no backup refers to.
    private static async Task<string> KeyAsync(Tenant tenant, string kind) => (await tenant.Store.ListAsync(tenant.Bucket))
        .Where(stored => stored.Key.Contains(kind, StringComparison.Ordinal))
        .MaxBy(stored => stored.LastModified)!.Key;
}
