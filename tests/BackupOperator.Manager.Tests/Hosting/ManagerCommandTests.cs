using BackupOperator.Manager.Hosting;
using Microsoft.Extensions.Logging;

namespace BackupOperator.Manager.Tests.Hosting;

public sealed class ManagerCommandTests
{
    private readonly Dictionary<string, string> environment = new() { ["BACKUPOPERATOR_AGENT_IMAGE"] = "agent:1" };

    [Fact]
    public void Nothing_ButTheImageIsSet_TakesTheDefaults() =>
        Assert.Equal(new ManagerOptions { AgentImage = "agent:1" }, Read());

    [Fact]
    public void Environment_IsSet_IsFollowed()
    {
        environment["BACKUPOPERATOR_WATCH_NAMESPACE"] = "shop";
        environment["BACKUPOPERATOR_LEADER_ELECTION"] = "false";
        environment["BACKUPOPERATOR_CONCURRENCY"] = "8";
        environment["BACKUPOPERATOR_LOG_LEVEL"] = "debug";
        environment["BACKUPOPERATOR_METRICS_PORT"] = "9090";
        Assert.Equal(
            new ManagerOptions
            {
                AgentImage = "agent:1",
                WatchNamespace = "shop",
                LeaderElection = false,
                Concurrency = 8,
                LogLevel = LogLevel.Debug,
                MetricsPort = 9090,
            },
            Read());
    }

    [Fact]
    public void CommandLine_SaysOtherwise_Wins()
    {
        environment["BACKUPOPERATOR_CONCURRENCY"] = "8";
        Assert.Equal(3, Read("--concurrency", "3").Concurrency);
        Assert.False(Read("--leader-election=false").LeaderElection);
    }

    [Theory]
    [InlineData("BACKUPOPERATOR_CONCURRENCY", "many", "--concurrency (BACKUPOPERATOR_CONCURRENCY) cannot be \"many\"")]
    [InlineData("BACKUPOPERATOR_CONCURRENCY", "0", "--concurrency (BACKUPOPERATOR_CONCURRENCY) cannot be \"0\"; it is objects of one kind that are worked on at a time, 1 to 64")]
    [InlineData("BACKUPOPERATOR_LOG_LEVEL", "loud", "--log-level (BACKUPOPERATOR_LOG_LEVEL) cannot be \"loud\"")]
    [InlineData("BACKUPOPERATOR_LEADER_ELECTION", "maybe", "argument 'maybe'")]
    [InlineData("BACKUPOPERATOR_HEALTH_PORT", "70000", "--health-port (BACKUPOPERATOR_HEALTH_PORT) cannot be \"70000\"")]
    [InlineData("BACKUPOPERATOR_WATCH_NAMESPACE", "a,b", "several namespaces cannot be watched yet")]
    public void Environment_IsWrong_IsRefusedByName(string variable, string value, string expected)
    {
        environment[variable] = value;
        Assert.Contains(expected, string.Join('\n', Errors()));
    }

    [Fact]
    public void Option_IsUnknown_IsRefused() => Assert.NotEmpty(Errors("--leader-elect"));

    private ManagerOptions Read(params string[] args)
    {
        var command = new ManagerCommand(environment.GetValueOrDefault);
        var parsed = command.Parse(args);
        Assert.Empty(parsed.Errors);
        return command.Read(parsed);
    }

    private List<string> Errors(params string[] args) =>
        [.. new ManagerCommand(environment.GetValueOrDefault).Parse(args).Errors.Select(error => error.Message)];
}
