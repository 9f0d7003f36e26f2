using BackupOperator.Api.Locations;
using BackupOperator.Contract;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Jobs;

public sealed class AgentJobsTests
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(10);

    private readonly World world = new();

    [Fact]
    public async Task Job_CreatedByAnotherBetweenLookAndCreation_IsFoundInTheSamePass()
    {
        var wanted = new AgentJob(World.Options).ForInspect(world.Cluster.One<V1alpha1BackupStorageLocation>("primary"), "now");
        world.Cluster.Faults = request =>
        {
            if (request.StartsWith("create V1Job", StringComparison.Ordinal))
            {
                world.Cluster.Put(world.Cluster.Copy(wanted));
            }

            return null;
        };

        Assert.IsType<JobOutcome.NotStarted>(await ObserveAsync(wanted));
        Assert.Single(world.Cluster.All<V1Job>());
    }

    [Fact]
    public async Task Job_OfAnotherOwnerUnderTheName_IsNeitherUsedNorChanged()
    {
        var wanted = new AgentJob(World.Options).ForInspect(world.Cluster.One<V1alpha1BackupStorageLocation>("primary"), "now");
        var foreign = world.Cluster.Put(new V1Job { Metadata = new V1ObjectMeta { Name = wanted.Name(), NamespaceProperty = Given.Namespace } });

        var waiting = Assert.IsType<JobOutcome.NotStarted>(await ObserveAsync(wanted));
        world.Time.Advance(StartTimeout + TimeSpan.FromSeconds(1));
        var lost = Assert.IsType<JobOutcome.Lost>(await ObserveAsync(wanted));

        Assert.Contains("belongs to another object", waiting.Message, StringComparison.Ordinal);
        Assert.False(lost.Transient);
        Assert.Equal(foreign.ResourceVersion(), world.Cluster.One<V1Job>(wanted.Name()).ResourceVersion());
    }

    private Task<JobOutcome> ObserveAsync(V1Job wanted) => new AgentJobs(world.Cluster, world.Time).ObserveAsync(
        wanted, AgentVerb.Inspect, StartTimeout, started: false, TestContext.Current.CancellationToken);
}
