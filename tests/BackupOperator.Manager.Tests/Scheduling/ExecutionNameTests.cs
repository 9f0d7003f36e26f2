using System.Text.RegularExpressions;
using BackupOperator.Manager.Scheduling;

namespace BackupOperator.Manager.Tests.Scheduling;

public sealed partial class ExecutionNameTests
{
    private static readonly DateTimeOffset Slot = new(2026, 11, 20, 2, 0, 0, TimeSpan.FromHours(1));

    [Fact]
    public void Name_OfAnOrdinaryPolicy_TellsPolicyScheduleAndSlotInUtc() =>
        Assert.Equal("shop-nightly-20261120-0100", ExecutionName.ForSlot("shop", "nightly", Slot));

    [Theory]
    [InlineData("shop", "n")]
    [InlineData("a-rather-long-name-of-a-policy-that-someone-chose", "every-quarter-of-an-hour")]
    [InlineData("shop.example.org", "nightly")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-----------------------b", "nightly")]
    public void Name_OfAnyPolicy_IsALabelsValueAndADnsLabel(string policy, string schedule)
    {
        foreach (var name in new[] { ExecutionName.ForSlot(policy, schedule, Slot), ExecutionName.WithHash(policy, schedule, Slot) })
        {
            Assert.InRange(name.Length, 1, 63);
            Assert.Matches(DnsLabel(), name);
        }
    }

    [Fact]
    public void Names_ThatAreCut_StayApart()
    {
        var policies = Enumerable.Range(0, 500).Select(index => $"{new string('p', 60)}-{index}");
        var names = policies.Select(policy => ExecutionName.ForSlot(policy, "nightly", Slot)).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public void Names_OfPoliciesThatSpellTheSame_StayApartWithHash()
    {
        Assert.Equal(ExecutionName.ForSlot("shop-eu", "nightly", Slot), ExecutionName.ForSlot("shop", "eu-nightly", Slot));
        Assert.NotEqual(ExecutionName.WithHash("shop-eu", "nightly", Slot), ExecutionName.WithHash("shop", "eu-nightly", Slot));
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")]
    private static partial Regex DnsLabel();
}
