using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Tests.Cluster;

namespace BackupOperator.Manager.Tests.Jobs;

public sealed class AgentTimeoutsTests
{
    private static readonly AgentTimeouts Default = new(TimeSpan.FromMinutes(10), TimeSpan.FromDays(1));
    private static readonly AgentTimeouts Own = new(TimeSpan.FromMinutes(3), TimeSpan.FromHours(90));

    [Fact]
    public void Policy_WithoutLimits_HasTheDefaultsOfTheSchema()
    {
        var policy = Given.Policy();
        policy.Spec = policy.Spec with { Limits = null };

        Assert.Equal(Default, AgentTimeouts.Of(policy));
    }

    [Fact]
    public void Policy_WithLimits_HasItsOwn()
    {
        var policy = Given.Policy();
        policy.Spec = policy.Spec with { Limits = new LimitsSpec { StartTimeout = "3m", RunTimeout = "3d18h" } };

        Assert.Equal(Own, AgentTimeouts.Of(policy));
    }

    [Fact]
    public void Restore_WithoutPerformance_HasTheDefaultsOfTheSchema() =>
        Assert.Equal(Default, AgentTimeouts.Of(Given.Restore()));

    [Fact]
    public void Restore_WithPerformance_HasItsOwn()
    {
        var restore = Given.Restore();
        restore.Spec = restore.Spec with
        {
            Performance = new RestorePerformance { StartTimeout = "3m", RunTimeout = "3d18h" },
        };

        Assert.Equal(Own, AgentTimeouts.Of(restore));
    }
}
