using BackupOperator.Api.Policies;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Executions;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Tests.Cluster;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Jobs;

public sealed class AgentKeysTests
{
    private static readonly AgentJob Builder = new(World.Options);

    private static readonly KmsKeySpec Kms =
        new() { KeyId = "alias/backups", Region = "eu-central-1", CredentialsSecretName = "kms-user" };

    [Fact]
    public void Keys_OfAPolicyWithAFormerSecret_AreMountedApart()
    {
        var job = JobFor(new EncryptionSpec { KeySecretName = "new", PreviousKeySecretName = "old" });

        var task = AgentStandIn.TaskOf(job);
        Assert.Equal(new SecretFiles("new", AgentPaths.Key), task.Key);
        Assert.Equal([new PreviousKey(new SecretFiles("old", "/etc/backup-operator/previous-key-1"))], task.PreviousKeys!);
        Assert.Equal(("new", true), Mounted(job, AgentPaths.Key));
        Assert.Equal(("old", true), Mounted(job, "/etc/backup-operator/previous-key-1"));
    }

    [Fact]
    public void Keys_OfAPolicyThatMovedToKms_AreItsCredentialsAndTheFormerSecret()
    {
        var job = JobFor(new EncryptionSpec { Kms = Kms, PreviousKeySecretName = "old" });

        var task = AgentStandIn.TaskOf(job);
        Assert.Equal(Kms, task.Kms);
        Assert.Equal(("kms-user", true), Mounted(job, task.Key!.Path));
        Assert.Equal("old", task.PreviousKeys!.Single().Secret.SecretName);
        Assert.Null(task.PreviousKeys!.Single().Kms);
    }

    [Fact]
    public void Keys_OfAPolicyThatMovedFromKms_AreItsSecretAndTheFormerCredentials()
    {
        var job = JobFor(new EncryptionSpec { KeySecretName = "new", PreviousKms = Kms });

        var previous = AgentStandIn.TaskOf(job).PreviousKeys!.Single();
        Assert.Equal(Kms, previous.Kms);
        Assert.Equal(("kms-user", true), Mounted(job, previous.Secret.Path));
    }

    [Fact]
    public void Keys_OfAPolicyInTheClear_AreNone()
    {
        var task = AgentStandIn.TaskOf(JobFor(new EncryptionSpec { Mode = EncryptionMode.None }));

        Assert.Null(task.Key);
        Assert.Null(task.PreviousKeys);
    }

    [Fact]
    public void Rotation_OfARunWithTwoSources_IsTheWorkOfOneAgent()
    {
        var run = Run(new EncryptionSpec { KeySecretName = "key", RotateAfter = "30d" }, "orders", "users");

        var asked = run.Policy.Spec.Sources.Select(source => AgentTasks.Backup(run, source).Backup!.RotateAfter);

        Assert.Equal(["30d", null], asked);
    }

    [Fact]
    public void Retirement_OfTheFormerKey_IsTheWorkOfTheCommit()
    {
        var run = Run(new EncryptionSpec { Kms = Kms, PreviousKeySecretName = "old", RetirePreviousKey = true });

        var commit = AgentTasks.Commit(run, []).Commit!;

        Assert.Equal((true, Kms, null), (commit.RetirePreviousKey, commit.Kms, commit.KeySecretName));
    }

    private static V1Job JobFor(EncryptionSpec encryption)
    {
        var run = Run(encryption);
        return Builder.ForSource(run, run.Policy.Spec.Sources[0], 1);
    }

    private static BackupRun Run(EncryptionSpec encryption, params string[] sources)
    {
        var policy = Given.Policy(sources);
        policy.Spec = policy.Spec with { Encryption = encryption };
        return new BackupRun(Given.Execution(), policy, Given.Location(), 7, Given.Start);
    }

    private static (string? Secret, bool? Optional) Mounted(V1Job job, string path)
    {
        var pod = job.Spec!.Template!.Spec!;
        var mount = pod.Containers[0].VolumeMounts!.Single(mount => mount.MountPath == path);
        var secret = pod.Volumes!.Single(volume => volume.Name == mount.Name).Secret!;
        return (secret.SecretName, secret.Optional);
    }
}
