using BackupOperator.Api.Policies;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Policies;
using BackupOperator.Manager.Tests.Cluster;

namespace BackupOperator.Manager.Tests.Executions;

/// <summary>What a run says of keys.</summary>
public sealed class ExecutionKeyTests
{
    private const string Kept = "Secret old was kept: needed by shop/nightly b1";

    private readonly World world = new();

    public ExecutionKeyTests() => world.Cluster.Put(Given.Execution());

    [Fact]
    public async Task Commit_ThatKeptTheFormerKey_ShowsInStatusConditionAndPolicy()
    {
        await RunAsync(new KeyResult { DataKeys = 2, CurrentSince = Given.Start, Message = Kept });

        var status = world.Manual.Status;
        Assert.Equal((2, Given.Start, null, Kept), (
            status.Keys!.DataKeys, status.Keys.CurrentSince, status.Keys.RemovedFiles, status.Keys.Message));
        Assert.EndsWith(Kept, status.Conditions.Single(condition => condition.Type == "Ready").Message);
        Assert.Equal(Kept, PolicyRuns.Summarize(world.Manual)!.KeyMessage);
    }

    [Fact]
    public async Task Commit_ThatGaveTheFormerKeyUp_CountsTheFilesThatWent()
    {
        await RunAsync(new KeyResult { DataKeys = 1, RemovedFiles = 3, Message = "Secret old was given up" });

        Assert.Equal(3, world.Manual.Status.Keys!.RemovedFiles);
    }

    [Fact]
    public async Task Commit_UnderKms_KeepsWhatOpensTheBackup()
    {
        var kms = new KmsKeySpec { KeyId = "alias/backups", Region = "eu-central-1", CredentialsSecretName = "kms" };
        world.Change<V1alpha1BackupPolicy>("nightly", policy => policy.Spec = policy.Spec with
        {
            Encryption = new EncryptionSpec { Kms = kms },
        });

        await RunAsync(keys: null);

        Assert.Equal((kms, null), (world.Manual.Status.Storage!.Kms, world.Manual.Status.Storage.KeySecretName));
    }

    private async Task RunAsync(KeyResult? keys)
    {
        for (var round = 0; round < 5; round++)
        {
            await world.SettleAsync();
            world.Agents.Finish(job => AgentStandIn.Success(job) is { Commit: { } commit } result
                ? result with { Commit = commit with { Keys = keys } }
                : AgentStandIn.Success(job));
        }

        await world.SettleAsync();
    }
}
