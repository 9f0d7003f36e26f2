using BackupOperator.Api.Executions;
using BackupOperator.Manager.Executions;

namespace BackupOperator.Manager.Tests.Executions;

public sealed class SavingsTests
{
    [Theory]
    [InlineData(null, null, null, null, null)]
    [InlineData(0L, 0L, 0L, null, null)]
    [InlineData(1000L, 0L, 500L, "0%", "2.0")]
    [InlineData(1000L, null, 300L, "0%", "3.33")]
    [InlineData(1000L, 999L, 2L, "99%", "0.5")]
    [InlineData(1000L, 1000L, 0L, "100%", null)]
    [InlineData(long.MaxValue, long.MaxValue, 0L, "100%", null)]
    public void Savings_OfABackup_AreTheShareOfTheBaseAndWhatCompressionMadeOfTheRest(
        long? read, long? referred, long? stored, string? share, string? ratio)
    {
        var status = new BackupExecutionStatus { ReadBytes = read, ReferredBytes = referred, StoredBytes = stored };

        Assert.Equal(share, Savings.Share(status));
        Assert.Equal(ratio, Savings.Text(Savings.CompressionRatio(status)));
    }
}
