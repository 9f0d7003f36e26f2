using BackupOperator.Api.Policies;
using BackupOperator.Manager.Executions;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Tests.Cluster;

namespace BackupOperator.Manager.Tests.Executions;

public sealed class BackupRunTests
{
    [Theory]
    [InlineData(null, null, null)]
    [InlineData("200Mi", 104_857_600L, 209_715_200L)]
    [InlineData("3M", 1_500_000L, 3_000_000L)]
    [InlineData("8Ti", 4_398_046_511_104L, 8_796_093_022_208L)]
    public void Bandwidth_OfAPolicyWithTwoSources_IsSharedByTheirAgentsAndHadAloneByTheOthers(
        string? bandwidth, long? source, long? alone)
    {
        var policy = Given.Policy("orders", "users");
        policy.Spec = policy.Spec with { Limits = new LimitsSpec { Bandwidth = bandwidth } };
        var run = new BackupRun(Given.Execution(), policy, Given.Location(), 1, Given.Start);

        Assert.Equal(source, AgentTasks.Backup(run, policy.Spec.Sources[0]).Store.BytesPerSecond);
        Assert.Equal(alone, AgentTasks.Check(run).Store.BytesPerSecond);
        Assert.Equal(alone, AgentTasks.Commit(run, []).Store.BytesPerSecond);
    }
}
