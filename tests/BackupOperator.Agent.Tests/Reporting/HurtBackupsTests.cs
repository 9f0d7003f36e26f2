using BackupOperator.Agent.Check;
using BackupOperator.Agent.Reporting;
using BackupOperator.Contract;
using BackupOperator.Repository.Checking;

namespace BackupOperator.Agent.Tests.Reporting;

public sealed class HurtBackupsTests
{
    [Fact]
    public void Result_WithMoreHurtBackupsThanFit_HasTheFirstNamesAndTheNumberOfAll()
    {
        string[] names = [.. Enumerable.Range(1, 500).Select(hour => $"20260329T{hour:d6}Z-1f0c2b9e")];
        var result = new CheckResult().WithHurt(new DamageReach([.. names.OrderDescending(StringComparer.Ordinal)], []) { Doubtful = [names[0]] });

        Assert.Equal((500, false), (result.HurtBackups, result.HurtIsUnknown));
        Assert.InRange(result.Hurt.Count, 50, 499);
        Assert.Equal(names.Take(result.Hurt.Count), result.Hurt);
        var message = TerminationMessage.Render(new AgentResult { Check = result, Message = new string('x', 5000) });
        Assert.InRange(message.Length, 2048, 4096);
    }

    [Fact]
    public void Result_WhereTheOthersCannotBeListed_SaysSo()
    {
        var result = new CheckResult().WithHurt(new DamageReach([], ["told"]) { IsWhole = false });

        Assert.Equal((0, true), (result.HurtBackups, result.HurtIsUnknown));
    }
}
