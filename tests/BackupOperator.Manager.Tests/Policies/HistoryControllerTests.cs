using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Policies;

public sealed class HistoryControllerTests
{
    private readonly PolicyBench bench = new PolicyBench("2026-11-20T12:00:00Z").WithLocation().WithPolicy();

    public HistoryControllerTests() =>
        bench.Change(spec => spec with { History = new HistorySpec { Succeeded = 2, Failed = 1 } });

    private IEnumerable<string> Kept => bench.Cluster.All<V1alpha1BackupExecution>().Select(run => run.Name());

    [Fact]
    public async Task Executions_AreMoreThanTheHistory_LoseTheOldestFinishedOnes()
    {
        for (var hour = 1; hour <= 5; hour++)
        {
            bench.Cluster.Put(Given.Execution($"ok-{hour}", ExecutionPhase.Succeeded, $"2026-11-20T0{hour}:00:00Z"));
            bench.Cluster.Put(Given.Execution($"no-{hour}", hour % 2 == 0 ? ExecutionPhase.Failed : ExecutionPhase.Cancelled, $"2026-11-20T0{hour}:30:00Z"));
        }

        bench.Cluster.Put(Given.Execution("running", ExecutionPhase.Running));
        bench.Cluster.Put(Given.Imported("imported-1", "2026-01-01T00:00:00Z"));
        await bench.PassAsync();
        Assert.Equal(["imported-1", "no-5", "ok-4", "ok-5", "running"], Kept);
        await bench.PassAsync();
        Assert.Equal(["imported-1", "no-5", "ok-4", "ok-5", "running"], Kept);
    }

    [Fact]
    public async Task Execution_IsNamedByARestoreThatGoesOn_Stays()
    {
        for (var hour = 1; hour <= 5; hour++)
        {
            bench.Cluster.Put(Given.Execution($"ok-{hour}", ExecutionPhase.Succeeded, $"2026-11-20T0{hour}:00:00Z"));
        }

        bench.Cluster.Put(Restore("by-name", RestorePhase.Running, spec: "ok-1"));
        bench.Cluster.Put(Restore("chosen", null, status: "ok-2"));
        bench.Cluster.Put(Restore("ended", RestorePhase.Succeeded, spec: "ok-3"));
        await bench.PassAsync();
        Assert.Equal(["ok-1", "ok-2", "ok-4", "ok-5"], Kept);
    }

    [Fact]
    public async Task Execution_HoldsTheNewestVerifiedBackup_Stays()
    {
        bench.Cluster.Put(Given.Execution("verified", ExecutionPhase.Succeeded, "2026-11-20T01:00:00Z"));
        for (var hour = 2; hour <= 5; hour++)
        {
            var run = Given.Execution($"ok-{hour}", ExecutionPhase.Succeeded, $"2026-11-20T0{hour}:00:00Z");
            run.Status.Integrity = IntegrityState.Unknown;
            bench.Cluster.Put(run);
        }

        await bench.PassAsync();
        Assert.Equal(["ok-4", "ok-5", "verified"], Kept);
    }

    [Fact]
    public async Task Execution_OfTheLastFullBackup_StaysForDifferentialOnes()
    {
        for (var hour = 1; hour <= 5; hour++)
        {
            var run = Given.Execution($"ok-{hour}", ExecutionPhase.Succeeded, $"2026-11-20T0{hour}:00:00Z");
            run.Status.Type = hour <= 2 ? BackupType.Full : BackupType.Differential;
            bench.Cluster.Put(run);
        }

        await bench.PassAsync();
        Assert.Equal(["ok-2", "ok-4", "ok-5"], Kept);
    }

    [Fact]
    public async Task Execution_OfTheNewestBackupOfAFormerPolicyOfTheName_StaysToBeRestoredByName()
    {
        for (var hour = 1; hour <= 5; hour++)
        {
            var run = Given.Execution($"ok-{hour}", ExecutionPhase.Succeeded, $"2026-11-20T0{hour}:00:00Z");
            run.Status.Storage = Given.Stored(hour <= 2 ? "former" : PolicyBench.Uid);
            bench.Cluster.Put(run);
        }

        await bench.PassAsync();
        Assert.Equal(["ok-2", "ok-4", "ok-5"], Kept);
    }

    [Fact]
    public async Task Executions_OfOtherPolicies_AreLeftAlone()
    {
        for (var hour = 1; hour <= 5; hour++)
        {
            var run = Given.Execution($"ok-{hour}", ExecutionPhase.Succeeded, $"2026-11-20T0{hour}:00:00Z");
            run.Spec = run.Spec with { PolicyName = "another" };
            bench.Cluster.Put(run);
        }

        await bench.PassAsync();
        Assert.Equal(5, Kept.Count());
    }

    [Fact]
    public async Task Deletion_FailsInTheMiddle_IsFinishedByTheNextPass()
    {
        for (var hour = 1; hour <= 5; hour++)
        {
            bench.Cluster.Put(Given.Execution($"ok-{hour}", ExecutionPhase.Succeeded, $"2026-11-20T0{hour}:00:00Z"));
        }

        bench.FailAt(3, Fault.BeforeEffect);
        Assert.False(await bench.PassAsync());
        Assert.Equal(["ok-2", "ok-3", "ok-4", "ok-5"], Kept);
        Assert.True(await bench.PassAsync());
        Assert.Equal(["ok-4", "ok-5"], Kept);
    }

    private static V1alpha1RestoreOperation Restore(string name, RestorePhase? phase, string? spec = null, string? status = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Spec = new RestoreOperationSpec
        {
            Backup = new BackupReference { ExecutionName = spec, PolicyName = spec is null ? PolicyBench.Name : null },
        },
        Status = new RestoreOperationStatus { Phase = phase, Execution = status },
    };
}
