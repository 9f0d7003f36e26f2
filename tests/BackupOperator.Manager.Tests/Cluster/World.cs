using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Manager.Executions;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Locations;
using BackupOperator.Manager.Policies;
using BackupOperator.Manager.Restores;
using BackupOperator.Manager.Upkeep;
using Kubernetes.Client;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Tests.Cluster;

/// <summary>A cluster with a valid policy and a ready location, the manager's controllers, and agents that do as told.</summary>
internal sealed class World
{
    // More passes than any run of these tests needs: one that needs more goes in circles.
    private const int MostPasses = 60;

    public World(params string[] sources)
    {
        Cluster = new InMemoryCluster(Time);
        ExecutionCache = new ClusterCache<V1alpha1BackupExecution>(Cluster);
        Agents = new AgentStandIn(Cluster, Time);
        Executions = new Passes<V1alpha1BackupExecution>(Cluster, NewExecutionController());
        Cluster.Put<V1alpha1BackupPolicy>(Given.Policy(sources));
        Cluster.Put(Given.Location());
    }

    public static AgentOptions Options { get; } = new() { Image = "registry.example.org/backup-operator:1" };

    public ManualClock Time { get; } = new(Given.Start);

    public EventLog Events { get; } = [];

    public InMemoryCluster Cluster { get; }

    /// <summary>What controllers of policies see of executions.</summary>
    public ClusterCache<V1alpha1BackupExecution> ExecutionCache { get; }

    public AgentStandIn Agents { get; }

    public Passes<V1alpha1BackupExecution> Executions { get; }

    public V1alpha1BackupExecution Manual => Cluster.One<V1alpha1BackupExecution>("manual");

    public BackupExecutionController NewExecutionController() => NewExecutionController(Cluster, Time);

    public static BackupExecutionController NewExecutionController(IKubernetesClient client, TimeProvider time)
    {
        var jobs = new AgentJobs(client, time);
        var (builder, log, alarm) = (new AgentJob(Options), new AgentLog(client), new StoreAlarm(client));
        var (leases, ending) = (new PolicyLease(client), new RunEnding(jobs, time));
        return new BackupExecutionController(
            new StartMark(client, time),
            jobs,
            new RunAdmission(client, leases, jobs, time),
            leases,
            new SourcesStep(new SourceStep(builder, jobs, log, alarm, time), time),
            new CommitStep(builder, jobs, alarm, ending, time),
            new CheckStep(builder, jobs, log, alarm, new SharedDamage(client, time), ending, time),
            ending,
            time);
    }

    public Passes<V1alpha1RestoreOperation> NewRestorePasses() => new(
        Cluster, NewRestoreController(Cluster, Time), new RecoveryTimeController(Time));

    public static RestoreOperationController NewRestoreController(IKubernetesClient client, TimeProvider time) => new(
        client,
        new BackupResolution(client),
        new StartMark(client, time),
        new AgentJob(Options),
        new AgentJobs(client, time),
        new AgentLog(client),
        time);

    public Passes<V1alpha1BackupStorageLocation> NewLocationPasses()
    {
        var log = new AgentLog(Cluster);
        return new Passes<V1alpha1BackupStorageLocation>(Cluster, new BackupStorageLocationController(
            Cluster, new AgentJob(Options), new AgentJobs(Cluster, Time), new CatalogueImporter(Cluster, log), Time));
    }

    /// <summary>Passes over policies: valid or not, and what becomes of their stored backups.</summary>
    public Passes<V1alpha1BackupPolicy> NewPolicyPasses(IKubernetesClient? failing = null)
    {
        var client = failing ?? Cluster;
        var (executions, locations) = (ExecutionCache, new ClusterCache<V1alpha1BackupStorageLocation>(Cluster));
        var (jobs, builder, alarm) = (new AgentJobs(client, Time), new AgentJob(Options), new StoreAlarm(client));
        var leases = new PolicyLease(client);
        return new Passes<V1alpha1BackupPolicy>(
            Cluster,
            new BackupPolicyController(client, executions, locations, Events, Time),
            new UpkeepController(
                executions,
                locations,
                leases,
                new SurveyStep(client, builder, jobs, new AgentLog(client), alarm, Time),
                new PruneStep(client, leases, builder, jobs, alarm, Events, Time),
                Time),
            new EscrowController());
    }

    /// <summary>Passes until one has nothing left to do at once.</summary>
    public async Task<ReconciliationResult> SettleAsync(string name = "manual")
    {
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var result = await Executions.OnceAsync(name);
            if (result!.After != TimeSpan.Zero)
            {
                return result;
            }
        }

        throw new InvalidOperationException("the passes do not settle");
    }

    /// <summary>Passes and agents that succeed, until the run has ended.</summary>
    public async Task<V1alpha1BackupExecution> RunAsync(string name = "manual")
    {
        for (var round = 0; round < MostPasses && !Cluster.One<V1alpha1BackupExecution>(name).Status.IsTerminal; round++)
        {
            await SettleAsync(name);
            Agents.Finish();
        }

        return Cluster.One<V1alpha1BackupExecution>(name);
    }

    /// <summary>Changes a stored object.</summary>
    public void Change<T>(string name, Action<T> change) where T : class, IKubernetesObject
    {
        var entity = Cluster.One<T>(name);
        change(entity);
        Cluster.Put(entity);
    }
}
