using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.EndToEnd.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests.Failures;

/// <summary>What goes wrong on the store's side.</summary>
public sealed class StoreFailureTests(OperatorFixture @operator)
{
    [Fact]
    public async Task BucketThatDoesNotExist_LeavesTheLocationUnavailable_NamingTheBucket()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "nobucket", rows: 0);

        Assert.Contains("no-such-bucket", await RefusedAsync(tenant, tenant.Location(bucket: "no-such-bucket")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongStoreKeys_LeaveTheLocationUnavailable_UntilTheyAreMended()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "keys", rows: 0);
        await tenant.SecretAsync("wrong-store", ("accessKeyId", tenant.Store.AccessKey), ("secretAccessKey", "not-the-secret-key"));

        var message = await RefusedAsync(tenant, tenant.Location(secret: "wrong-store"));
        await tenant.SecretAsync("wrong-store", ("accessKeyId", tenant.Store.AccessKey), ("secretAccessKey", tenant.Store.SecretKey));
        await tenant.Kubectl.RunAsync("annotate", "backupstoragelocation", "primary", $"{Annotation.InspectNow}=again");
        var mended = await tenant.LocationAsync(found => Tenant.IsTrue(found.Status.Conditions, ConditionType.Ready));

        Assert.DoesNotContain("not-the-secret-key", message, StringComparison.Ordinal);
        Assert.Equal("Ready", mended.Status.Phase);
        Assert.Equal(0, mended.Status.ConsecutiveFailures);
    }

    [Fact]
    public async Task StoreSecretWithoutAKey_LeavesTheLocationUnavailable_NamingSecretAndKey()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "halfkeys", rows: 0);
        await tenant.SecretAsync("half-store", ("accessKeyId", tenant.Store.AccessKey));

        var message = await RefusedAsync(tenant, tenant.Location(secret: "half-store"));

        Assert.Contains("half-store", message, StringComparison.Ordinal);
        Assert.Contains("secretAccessKey", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoreUnreachableAtStart_HoldsTheRun_UntilTheStoreIsBack()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "late");
        await using var proxy = TestEnvironment.LineTo(tenant.Store.Port);
        proxy.Close();
        await tenant.Kubectl.ApplyAsync(tenant.Location(port: proxy.Port));
        await tenant.Kubectl.ApplyAsync(tenant.Policy());

        var name = await tenant.StartAsync();
        var waiting = await tenant.ExecutionAsync(name, found =>
            Tenant.Find(found.Status.Conditions, ConditionType.Ready)?.Reason == Reason.StoreNotReady);
        await tenant.LocationAsync(found => found.Status.ConsecutiveFailures > 0);
        proxy.Open();
        await tenant.Kubectl.RunAsync("annotate", "backupstoragelocation", "primary", $"{Annotation.InspectNow}=again");
        var done = await tenant.ExecutionAsync(name, found => found.Status.IsTerminal);

        Assert.Equal(ExecutionPhase.Pending, waiting.Status.Phase);
        Assert.Equal(ExecutionPhase.Succeeded, done.Status.Phase);
    }

    [Fact]
    public async Task StoreGoneInTheMiddle_FailsTheRun_AndLeavesNoBackup()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "middle", rows: 60_000);
        await using var proxy = TestEnvironment.LineTo(tenant.Store.Port);
        await using var slow = TestEnvironment.LineTo(tenant.Server.Port);
        await tenant.ConnectionAsync("slow-db", slow.Port);
        await tenant.ReadyAsync(
            location: tenant.Location(port: proxy.Port),
            policy: tenant.Policy(connection: "slow-db", more: Tenant.NoRetries));
        slow.BytesPerSecond = 2_000_000;

        var name = await tenant.StartAsync();
        await tenant.ExecutionAsync(name, found => found.Status.ReadBytes > 0);
        proxy.Close();
        slow.BytesPerSecond = null;
        var failed = await tenant.ExecutionAsync(name, found => found.Status.IsTerminal);

        Assert.Equal(ExecutionPhase.Failed, failed.Status.Phase);
        Assert.Equal(Reason.StoreUnreachable, Tenant.Find(failed.Status.Conditions, ConditionType.Ready)!.Reason);
        Assert.DoesNotContain(await tenant.Store.ListAsync(tenant.Bucket), stored => stored.Key.EndsWith("backup.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StoreWithoutRoom_FailsTheRun_SayingSo()
    {
        var accessKey = File.ReadAllText(TestEnvironment.Required("BACKUPOPERATOR_TEST_S3_FULL_ACCESS_KEY_FILE"));
        var secretKey = File.ReadAllText(TestEnvironment.Required("BACKUPOPERATOR_TEST_S3_FULL_SECRET_KEY_FILE"));
        await using var tenant = await Tenant.CreateAsync(@operator, "full", rows: 40_000);
        await tenant.SecretAsync("small-store", ("accessKeyId", accessKey), ("secretAccessKey", secretKey));
        var bucket = $"{tenant.Bucket}-small";
        await tenant.Store.CreateBucketAsync(bucket, accessKey, secretKey);
        await tenant.ReadyAsync(
            location: tenant.Location(bucket: bucket, secret: "small-store"),
            policy: tenant.Policy(more: Tenant.NoRetries).Replace("  objectives:", "  compression: {algorithm: none}\n  objectives:", StringComparison.Ordinal));

        var failed = await tenant.RunAsync();

        var ready = Tenant.Find(failed.Status.Conditions, ConditionType.Ready)!;
        Assert.Equal(ExecutionPhase.Failed, failed.Status.Phase);
        Assert.Equal(Reason.StoreUnreachable, ready.Reason);
        Assert.Matches("full|quota|room", ready.Message);
    }

    private static async Task<string> RefusedAsync(Tenant tenant, string location)
    {
        await tenant.Kubectl.ApplyAsync(location);
        var refused = await tenant.LocationAsync(found => found.Status.ConsecutiveFailures > 0);
        Assert.Equal("Unavailable", refused.Status.Phase);
        return Tenant.Find(refused.Status.Conditions, ConditionType.Ready)!.Message;
    }
}
