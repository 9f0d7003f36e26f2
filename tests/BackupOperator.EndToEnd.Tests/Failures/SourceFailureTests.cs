using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.EndToEnd.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests.Failures;

/// <summary>What goes wrong on the database's side: each a failed run with a message that a person can act on, and no backup.</summary>
public sealed class SourceFailureTests(OperatorFixture @operator)
{
    [Fact]
    public async Task WrongPassword_FailsTheRun_NamingUserAndSecret()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "password");
        await tenant.ConnectionAsync("wrong-db", tenant.Server.Port, password: "not-the-password");
        await tenant.ReadyAsync(policy: tenant.Policy(connection: "wrong-db"));

        var failed = await FailAsync(tenant, Reason.BadInput);

        Assert.Contains("password", failed, StringComparison.Ordinal);
        Assert.Contains("wrong-db", failed, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password", failed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownDatabase_FailsTheRun_NamingTheDatabase()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "unknown");
        await tenant.ReadyAsync(policy: tenant.Policy(database: "no_such_database"));

        Assert.Contains("no_such_database", await FailAsync(tenant, Reason.BadInput), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecretWithoutPassword_FailsTheRun_NamingSecretAndKey()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "nokey");
        await tenant.SecretAsync("bare-db", ("host", TestEnvironment.Host), ("port", $"{tenant.Server.Port}"), ("username", tenant.Server.User));
        await tenant.ReadyAsync(policy: tenant.Policy(connection: "bare-db"));

        var failed = await FailAsync(tenant, Reason.BadInput);

        Assert.Contains("bare-db", failed, StringComparison.Ordinal);
        Assert.Contains("password", failed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerGoneInTheMiddle_FailsTheRun_AndLeavesNoBackup()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "gone", rows: 20_000);
        await using var proxy = TestEnvironment.LineTo(tenant.Server.Port);
        await tenant.ConnectionAsync("proxied-db", proxy.Port);
        await tenant.ReadyAsync(policy: tenant.Policy(connection: "proxied-db", more: Tenant.NoRetries));
        proxy.BytesPerSecond = 500_000;

        var name = await tenant.StartAsync();
        await tenant.ExecutionAsync(name, found => found.Status.ReadBytes > 0);
        proxy.Close();
        var failed = await tenant.ExecutionAsync(name, found => found.Status.IsTerminal);

        Assert.Equal(ExecutionPhase.Failed, failed.Status.Phase);
        Assert.Equal(Reason.SourceUnreachable, Tenant.Find(failed.Status.Conditions, ConditionType.Ready)!.Reason);
        await NoBackupAsync(tenant);
    }

    [Fact]
    public async Task ServerBackAfterAFailure_IsTriedAgain_AndTheRunSucceeds()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "back", rows: 20_000);
        await using var proxy = TestEnvironment.LineTo(tenant.Server.Port);
        await tenant.ConnectionAsync("proxied-db", proxy.Port);
        await tenant.ReadyAsync(policy: tenant.Policy(connection: "proxied-db"));
        proxy.BytesPerSecond = 500_000;

        var name = await tenant.StartAsync();
        await tenant.ExecutionAsync(name, found => found.Status.ReadBytes > 0);
        proxy.Close();
        await tenant.ExecutionAsync(name, found => found.Status.Sources.Any(source => source.Attempt > 1));
        proxy.BytesPerSecond = null;
        proxy.Open();
        var done = await tenant.ExecutionAsync(name, found => found.Status.IsTerminal);

        Assert.Equal(ExecutionPhase.Succeeded, done.Status.Phase);
        Assert.Equal(IntegrityState.Passed, done.Status.Integrity);
    }

    private static async Task<string> FailAsync(Tenant tenant, string reason)
    {
        var failed = await tenant.RunAsync();
        var ready = Tenant.Find(failed.Status.Conditions, ConditionType.Ready)!;
        Assert.Equal(ExecutionPhase.Failed, failed.Status.Phase);
        Assert.Equal(reason, ready.Reason);
        Assert.Contains(reason, await tenant.Kubectl.RunAsync("get", "events"), StringComparison.Ordinal);
        await NoBackupAsync(tenant);
        return ready.Message;
    }

    private static async Task NoBackupAsync(Tenant tenant) =>
        Assert.DoesNotContain(await tenant.Store.ListAsync(tenant.Bucket), stored => stored.Key.EndsWith("backup.json", StringComparison.Ordinal));
}
