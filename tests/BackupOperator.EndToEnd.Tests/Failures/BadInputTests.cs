using BackupOperator.Api;
using BackupOperator.EndToEnd.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests.Failures;

/// <summary>YAML that cannot work: refused by the server, or explained in the object's conditions.</summary>
public sealed class BadInputTests(OperatorFixture @operator)
{
    [Theory]
    [InlineData("0 0 1 * * *", "has six fields")]
    [InlineData("0 0 31 2 *", "never")]
    [InlineData("61 * * * *", "minute")]
    [InlineData("0 2 * * 0-9", "day of week")]
    public async Task CronThatCannotWork_StallsThePolicy_SayingWhatToWrite(string cron, string says)
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "cron", rows: 0);

        var message = await StallAsync(tenant, tenant.Policy(more: $$"""
              schedules:
                - {name: nightly, cron: "{{cron}}"}
            """));

        Assert.Contains("spec.schedules[nightly].cron", message, StringComparison.Ordinal);
        Assert.Contains(says, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownTimeZone_StallsThePolicy_NamingTheZone()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "zone", rows: 0);

        var message = await StallAsync(tenant, tenant.Policy(more: "  timeZone: Europe/Atlantis"));

        Assert.Contains("Europe/Atlantis", message, StringComparison.Ordinal);
        Assert.Contains("spec.timeZone", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownField_IsRefused_NamingTheField()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "field", rows: 0);

        var refused = await Assert.ThrowsAsync<CommandException>(() =>
            tenant.Kubectl.ApplyAsync(tenant.Policy(more: "  retension: {daily: 3}")));

        Assert.Contains("retension", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MendedPolicy_IsReadyAgain()
    {
        await using var tenant = await Tenant.CreateAsync(@operator, "mend", rows: 0);
        await tenant.Kubectl.ApplyAsync(tenant.Location());
        await StallAsync(tenant, tenant.Policy(more: "  timeZone: Europe/Atlantis"));

        await tenant.Kubectl.ApplyAsync(tenant.Policy(more: "  timeZone: Europe/Berlin"));
        var mended = await tenant.PolicyAsync(found => Tenant.IsTrue(found.Status.Conditions, ConditionType.Ready));

        Assert.Equal(mended.Metadata.Generation, mended.Status.ObservedGeneration);
        Assert.NotEqual("True", Tenant.Find(mended.Status.Conditions, ConditionType.Stalled)?.Status);
    }

    private static async Task<string> StallAsync(Tenant tenant, string policy)
    {
        await tenant.Kubectl.ApplyAsync(policy);
        var stalled = await tenant.PolicyAsync(found => Tenant.IsTrue(found.Status.Conditions, ConditionType.Stalled));
        var condition = Tenant.Find(stalled.Status.Conditions, ConditionType.Stalled)!;
        Assert.Equal(Reason.SpecInvalid, condition.Reason);
        return condition.Message;
    }
}
