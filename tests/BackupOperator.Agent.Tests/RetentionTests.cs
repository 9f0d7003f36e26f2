using BackupOperator.Contract;
using BackupOperator.Contract.Specs;

namespace BackupOperator.Agent.Tests;

/// <summary>What is found out about stored backups, and what is deleted of them.</summary>
public sealed class RetentionTests(Server server) : IDisposable
{
    // A few packs are enough: what counts is which of them go.
    private const string Sql = """
        create table orders(id int, body text);
        insert into orders select g, encode(sha512(g::text::bytea), 'hex') from generate_series(1, 20000) g
        """;

    private readonly Bench bench = new(server.Process);

    [Fact]
    public async Task Survey_OfThreeBackups_TellsWhatGoesWhatStaysAndWhatTheyTake()
    {
        await StoreAsync("told", "b1", "b2", "b3");

        await using var agent = AgentProcess.Start(Survey(Rules(last: 2) with { Known = ["b1", "b3"] }));
        var result = await agent.ResultAsync();

        var survey = result.Survey!;
        Assert.Equal((3, "b3", 1, 3, 3), (survey.Backups, survey.Newest, survey.Expiring, survey.Listed, survey.Openable));
        Assert.Equal(["b1"], survey.Delete);
        Assert.Equal(
            [("b1", false, null), ("b3", true, "Minimum 1 of 1, Last 1 of 2"), ("b2", true, "Last 2 of 2")],
            agent.Lines.Select(line => line.Retention).OfType<RetentionEntry>().Select(entry => (entry.Backup, entry.Keep, entry.Reasons)));
        Assert.Equal(StoredBytes(), survey.StoredBytes);

        // Three full backups of the same size: a third can be had back, and what is read is what is packed.
        Assert.InRange(survey.ReclaimableBytes, survey.StoredBytes / 4, survey.StoredBytes / 2);
        Assert.Equal(survey.StoredBytes, survey.NeededBytes);
        Assert.InRange(survey.PlainBytes!.Value, survey.SourceBytes * 0.99, survey.SourceBytes * 1.01);
        Assert.Equal(3, Records());
    }

    [Fact]
    public async Task Prune_OfWhatIsDue_DeletesItAndLeavesTheRestWhole()
    {
        await StoreAsync("gone", "b1", "b2", "b3");
        var before = StoredBytes();

        var result = await AgentProcess.RunAsync(Prune(Rules(last: 1), "b1", "b2"));

        Assert.Equal(["b1", "b2"], result.Prune!.Deleted.Order(StringComparer.Ordinal));
        Assert.Equal(1, Records());
        Assert.True((await AgentProcess.RunAsync(bench.Check("b3"))).Check is { Problems: 0 });

        // Packs younger than a day stay: their deletion would rest on clocks that agree.
        Assert.Equal((0, before), (result.Prune.FreedBytes, StoredBytes()));
    }

    [Fact]
    public async Task Prune_OfPacksThatAreOldEnough_FreesTheirBytes()
    {
        await StoreAsync("freed", "b1", "b2");
        foreach (var pack in Packs())
        {
            File.SetLastWriteTimeUtc(pack, DateTime.UtcNow.AddDays(-2));
        }

        var before = StoredBytes();
        var result = await AgentProcess.RunAsync(Prune(Rules(last: 1), "b1"));

        Assert.InRange(result.Prune!.FreedBytes, before / 4, before);
        Assert.Equal(before - result.Prune.FreedBytes, StoredBytes());
        Assert.True((await AgentProcess.RunAsync(bench.Check("b2"))).Check is { Problems: 0 });
    }

    [Fact]
    public async Task Prune_OfWhatIsKeptByNow_DeletesNothing()
    {
        await StoreAsync("kept", "b1", "b2");

        var held = await AgentProcess.RunAsync(Prune(Rules(last: 1) with { Held = ["b1"] }, "b1"));
        var last = await AgentProcess.RunAsync(Prune(Rules(last: 2), "b1"));

        Assert.Empty(held.Prune!.Deleted);
        Assert.Empty(last.Prune!.Deleted);
        Assert.Equal(2, Records());
    }

    [Fact]
    public async Task Prune_RunAgain_TellsWhatIsGoneAlready()
    {
        await StoreAsync("again", "b1", "b2");
        var task = Prune(Rules(last: 1), "b1");
        await AgentProcess.RunAsync(task);

        Assert.Equal(["b1"], (await AgentProcess.RunAsync(task)).Prune!.Deleted);
    }

    [Fact]
    public async Task Store_ThatDoesNotListAKnownBackup_IsNotPruned()
    {
        await StoreAsync("unlisted", "b1", "b2");
        var retention = Rules(last: 1) with { Known = ["b2", "lost"] };

        foreach (var task in new[] { Survey(retention), Prune(retention, "b1") })
        {
            var refused = await AgentProcess.RunAsync(task);

            Assert.Equal((AgentExitCode.Integrity, AgentReason.IntegrityFailed), (refused.ExitCode, refused.Reason));
            Assert.Contains("does not list 1 backups that executions show (lost)", refused.Message);
        }

        Assert.Equal(2, Records());
    }

    [Fact]
    public async Task Survey_WithAKeyThatOpensNothing_NamesTheSecret()
    {
        await StoreAsync("locked", "b1");
        var task = Survey(Rules(last: 1)) with { Key = bench.Secret("other", ("key", new string('k', 32))) };

        var refused = await AgentProcess.RunAsync(task);

        Assert.Equal((AgentExitCode.BadInput, AgentReason.BadInput), (refused.ExitCode, refused.Reason));
        Assert.Contains("Secret other", refused.Message);
    }

    public void Dispose() => bench.Dispose();

    private static RetentionTask Rules(int last) =>
        new() { PolicyUid = "policy-uid", Rules = new RetentionSpec { Last = last } };

    private AgentTask Survey(RetentionTask retention) => bench.Task(AgentVerb.Survey) with { Survey = retention };

    private AgentTask Prune(RetentionTask retention, params string[] delete) =>
        bench.Task(AgentVerb.Prune) with { Prune = new PruneTask { Retention = retention, Delete = delete } };

    private async Task StoreAsync(string database, params string[] backups)
    {
        await server.Process.ExecuteAsync("postgres", $"create database {database}");
        await server.Process.ExecuteAsync(database, Sql);
        foreach (var backup in backups)
        {
            await bench.StoreAsync(backup, database);
        }
    }

    private IEnumerable<string> Packs() => Directory.EnumerateFiles(bench.Store, "*", SearchOption.AllDirectories)
        .Where(file => file.Contains("/packs/", StringComparison.Ordinal));

    private long StoredBytes() => Packs().Sum(pack => new FileInfo(pack).Length);

    private int Records() => Directory.EnumerateFiles(bench.Store, "backup.json", SearchOption.AllDirectories).Count();
}
