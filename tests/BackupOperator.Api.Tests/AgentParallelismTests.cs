using BackupOperator.Contract;

namespace BackupOperator.Api.Tests;

public sealed class AgentParallelismTests
{
    [Theory]
    [InlineData(null, 1, 2)]
    [InlineData(null, 4, 4)]
    [InlineData(null, 64, 8)]
    [InlineData(1, 4, 1)]
    [InlineData(16, 4, 16)]
    public void Agent_OfSoManyProcessors_DoesWhatIsAskedForOrAsMuchAsTheyDo(int? wanted, int processors, int expected)
    {
        Assert.Equal(expected, AgentParallelism.Of(wanted, processors));
        Assert.InRange(AgentParallelism.Of(wanted), 1, AgentParallelism.Bound(wanted));
        Assert.InRange(expected, 1, AgentParallelism.Bound(wanted));
    }
}
