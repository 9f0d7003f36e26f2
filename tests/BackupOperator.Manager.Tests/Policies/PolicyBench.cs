using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Manager.Metrics;
using BackupOperator.Manager.Policies;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Policies;

/// <summary>The controllers of policies over a cluster in memory, run pass by pass as the runtime would: in order, on one copy,
/// with one write of the status, also when one throws.</summary>
internal sealed class PolicyBench
{
    public const string Name = "shop";
    public const string Uid = "5f0c2b9e";

    public PolicyBench(string now = "2026-11-20T00:30:00Z")
    {
        Time = new ManualClock(DateTimeOffset.Parse(now));
        Cluster = new InMemoryCluster(Time);
        Executions = new ClusterCache<V1alpha1BackupExecution>(Cluster);
        Tally = new RunTally(Time);
    }

    public ManualClock Time { get; }

    public InMemoryCluster Cluster { get; }

    public EventLog Events { get; } = [];

    public ClusterCache<V1alpha1BackupExecution> Executions { get; }

    public RunTally Tally { get; }

    public V1alpha1BackupPolicy Policy => Cluster.All<V1alpha1BackupPolicy>().Single(policy => policy.Name() == Name);

    /// <summary>The results of the last pass: Ready, RecoveryPointObjectiveMet, HistoryWithinLimits.</summary>
    public IReadOnlyList<ReconciliationResult> Results { get; private set; } = [];

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Makes one request from now on fail, counted from 1.</summary>
    /// <returns>Tells how many requests there were until it is asked.</returns>
    public Func<int> FailAt(int request, Fault fault)
    {
        var count = 0;
        Cluster.Faults = _ => ++count == request ? fault : null;
        return () => count;
    }

    /// <summary>Runs one pass. A failure of a controller or of the write is what the runtime would try again.</summary>
    public async Task<bool> PassAsync()
    {
        var original = Policy;
        var copy = Cluster.Copy(original);
        var results = new List<ReconciliationResult>();
        var whole = true;
        foreach (var controller in Controllers())
        {
            try
            {
                results.Add(await controller.ReconcileAsync(copy, CancellationToken.None));
            }
            catch (KubernetesException)
            {
                whole = false;
            }
        }

        if (results.Count > 0 && whole)
        {
            copy.Status.ObservedGeneration = copy.Metadata.Generation;
            Results = results;
        }

        try
        {
            await Cluster.PatchStatusAsync(original, copy, CancellationToken.None);
        }
        catch (KubernetesException)
        {
            whole = false;
        }

        return whole;
    }

    public async Task PassAtAsync(string now)
    {
        Time.SetUtcNow(DateTimeOffset.Parse(now));
        Assert.True(await PassAsync());
    }

    /// <summary>Changes the spec as a person would.</summary>
    public void Change(Func<BackupPolicySpec, BackupPolicySpec> change)
    {
        var policy = Policy;
        policy.Spec = change(policy.Spec);
        policy.Metadata.Generation++;
        Cluster.Put(policy);
    }

    public PolicyBench WithPolicy(params BackupSchedule[] schedules)
    {
        Cluster.Put(new V1alpha1BackupPolicy
        {
            Metadata = new V1ObjectMeta { Name = Name, NamespaceProperty = "shop", Uid = Uid },
            Spec = Given.Spec(schedules),
        });
        return this;
    }

    public PolicyBench WithLocation(bool ready = true)
    {
        Cluster.Put(new V1alpha1BackupStorageLocation
        {
            Metadata = new V1ObjectMeta { Name = "primary" },
            Status = new BackupStorageLocationStatus
            {
                LastCheckGeneration = 1,
                Conditions =
                [
                    new Condition
                    {
                        Type = ConditionType.Ready,
                        Status = ready ? "True" : "False",
                        Reason = ready ? Reason.StoreHealthy : Reason.StoreUnreachable,
                        Message = ready ? "" : "bucket gone",
                    },
                ],
            },
        });
        return this;
    }

    /// <summary>Ends an execution.</summary>
    public void Finish(string name, ExecutionPhase phase = ExecutionPhase.Succeeded)
    {
        var run = Cluster.All<V1alpha1BackupExecution>().Single(execution => execution.Name() == name);
        run.Status.Phase = phase;
        run.Status.CompletionTime = Now;
        run.Status.RecoveryPoint = phase is ExecutionPhase.Succeeded ? Now : null;
        run.Status.Integrity = phase is ExecutionPhase.Succeeded ? IntegrityState.Passed : null;
        run.Status.Storage = phase is ExecutionPhase.Succeeded ? Given.Stored() : null;
        Cluster.Put(run);
    }

    private IEnumerable<IEntityController<V1alpha1BackupPolicy>> Controllers() =>
    [
        new BackupPolicyController(
            Cluster, Executions, new ClusterCache<V1alpha1BackupStorageLocation>(Cluster), Events, Time),
        new RecoveryPointController(Executions, Time),
        new HistoryController(Cluster, Executions, Tally),
    ];
}
