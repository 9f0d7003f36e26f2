using System.Collections.Concurrent;
using System.Diagnostics;
using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;
using BackupOperator.Sources.Postgres.Dumping;
using BackupOperator.Sources.Postgres;
using BackupOperator.Testing;
using Npgsql;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>Parts of a dump stand or fall together.</summary>
public sealed class ParallelDumpFailureTests(DumpServer server) : IClassFixture<DumpServer>
{
    // Of each more than a pipe holds, so that no program ends before its stream is read.
    private const string Tables = """
        create table one as select repeat(md5(g::text), 30) t from generate_series(1, 5000) g;
        create table two as select repeat(md5(g::text), 30) t from generate_series(1, 5000) g;
        create table few as select 1 i;
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("kill_rest", "databases/0-kill_rest.dump", "--exclude-table-data")]
    [InlineData("kill_one", "databases/0-kill_one/public.one.dump", "--table=\"public\".\"one\"")]
    [InlineData("kill_two", "databases/0-kill_two/public.two.dump", "--table=\"public\".\"two\"")]
    public async Task Read_OneProgramIsKilled_FailsAsAWhole(string database, string stream, string argument)
    {
        // The rest holds more than a pipe too.
        await server.CreateAsync(
            database, Tables + "select lo_from_bytea(0, convert_to(repeat('x', 900000), 'UTF8'));");
        var streams = new SteppedStreams(stream, () => Task.Run(() => Kill(database, argument)));

        var failure = await Assert.ThrowsAsync<SourceException>(() => server.ReadAsync(streams, database));

        Assert.Contains("the dump is not whole: pg_dump ended with signal 9", failure.Message);
        Assert.DoesNotContain(stream, streams.Content.Keys);
        Assert.Empty(Dumps(database, ""));
    }

    [Fact]
    public async Task Read_TableThatSomeoneWaitsToChange_FailsSoonAndMayBeTriedAgain()
    {
        await server.CreateAsync("locked", Tables);
        await using var other = new NpgsqlConnection(server.Process.ConnectionString("locked"));
        await other.OpenAsync(Token);
        var altering = Task.CompletedTask;
        var streams = new SteppedStreams("databases/0-locked.dump", async () =>
        {
            await using var alter = new NpgsqlCommand("alter table two add x int", other);
            altering = alter.ExecuteNonQueryAsync(Token);
            await WaitForLockAsync("locked");
        });

        var failure = await Assert.ThrowsAsync<SourceException>(() => server.ReadAsync(
            streams, "locked",
            options => options with { Parallelism = 1, LockTimeout = TimeSpan.FromMilliseconds(300) }));

        Assert.True(failure.IsTransient, failure.Message);
        Assert.Contains("LOCK TABLE public.two", failure.Message);
        await altering;
    }

    [Fact]
    public async Task Snapshot_TableEmptiedBeforeItIsLocked_SeesWhatCameAfter()
    {
        await server.CreateAsync("emptied", Tables);
        await using var other = new NpgsqlConnection(server.Process.ConnectionString("emptied"));
        await other.OpenAsync(Token);
        await ExecuteAsync(other, "begin; truncate one; insert into one values ('new')");
        using var connections = new PostgresServer(PostgresEndpoint.Read(server.Connection));
        await using var connection = await connections.OpenAsync("emptied", Token);
        LargeTable[] tables = [new(1, "public", "one"), new(2, "public", "gone"), new(3, "gone", "one")];

        var taking = Snapshot.TakeAsync(connection, tables, Token);
        await WaitForLockAsync("emptied");
        await ExecuteAsync(other, "commit");
        var snapshot = await taking;

        Assert.Equal(tables[..1], snapshot.Locked);
        Assert.Equal(1, await connection.ScalarAsync<long>("SELECT count(*) FROM public.one", Token));
    }

    [Fact]
    public async Task Read_ManyTables_RunsAsManyProgramsAtOnceAsAskedAndNeverMore()
    {
        await server.CreateDifficultAsync("bounded");
        var begun = new Rendezvous(2);
        var counts = new ConcurrentBag<int>();
        var streams = new SteppedStreams("", async () =>
        {
            // Each program has more to say than a pipe holds, so it lives until its stream is read.
            await begun.EnterAsync(Token);
            counts.Add(Dumps("bounded", "").Count);
        });

        await server.ReadAsync(streams, "bounded", options => options with { Parallelism = 2 });

        Assert.Equal((2, 2), (begun.Most, counts.Max()));
        Assert.Equal(DifficultSchema.LargeTables.Length + 1, streams.Content.Count);
    }

    [Theory]
    [InlineData("databases/0-NAME.dump")]
    [InlineData("databases/0-NAME/public.two.dump")]
    public async Task Restore_OneStreamEndsEarly_LeavesTheTargetAsItWas(string name)
    {
        var database = name.Contains("two", StringComparison.Ordinal) ? "cut_two" : "cut_rest";
        await server.CreateAsync(
            database, Tables + "select lo_from_bytea(0, convert_to(repeat('x', 900000), 'UTF8'));");
        var streams = new MemoryStreams();
        await server.ReadAsync(streams, database);
        var stream = name.Replace("NAME", database, StringComparison.Ordinal);
        streams.Content[stream] = streams.Content[stream][..^5000];
        await server.Process.ExecuteAsync(database, "update few set i = 2");
        var before = await server.Process.FingerprintAsync(database);
        PostgresTargetOptions Over(PostgresTargetOptions options) => options with { OverwriteExisting = true };

        var beside = await Assert.ThrowsAsync<SourceException>(
            () => server.RestoreAsync(streams, database, database, Over));
        var inPlace = await Assert.ThrowsAsync<SourceException>(() => server.RestoreAsync(
            streams, database, database, options => Over(options) with
            {
                Connection = options.Connection with { MaintenanceDatabase = database },
            }));

        Assert.Contains("pg_restore did not load all", beside.Message);
        Assert.Contains("nothing was changed", inPlace.Message);
        Assert.Equal(before, await server.Process.FingerprintAsync(database));
    }

    [Fact]
    public async Task Restore_FewerRowsThanRecordedInPlace_TakesThemBack()
    {
        await server.CreateAsync("fewer", "create table \"a 'b' %s\\c\" as select generate_series(1, 50) i");
        var streams = new MemoryStreams();
        await server.ReadAsync(streams, "fewer");
        var details = DetailsJson.Read(streams.Details);
        var database = details.Databases[0];
        streams.Details = DetailsJson.Write(details with
        {
            Databases = [database with { Tables = [database.Tables[0] with { Rows = 51 }] }],
        });
        await server.Process.ExecuteAsync("fewer", "delete from \"a 'b' %s\\c\" where i < 10");

        var failure = await Assert.ThrowsAsync<SourceException>(() => server.RestoreAsync(
            streams, "fewer", "fewer", options => options with
            {
                OverwriteExisting = true,
                Connection = options.Connection with { MaintenanceDatabase = "fewer" },
            }));

        Assert.Equal(SourceFailure.Damaged, failure.Failure);
        Assert.Contains("public.a 'b' %s\\c has 50 rows instead of 51", failure.Message);
        Assert.Equal("41", await server.Process.ScalarAsync("fewer", "select count(*) from \"a 'b' %s\\c\""));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static void Kill(string database, string argument)
    {
        foreach (var child in Dumps(database, argument))
        {
            using var process = Process.GetProcessById(child);
            process.Kill();
        }
    }

    // The programs that this process has started for a database, by the kernel's own list.
    private static List<int> Dumps(string database, string argument) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, out var id) ? id : 0)
            .Where(id => id > 0 && IsChild(id) && Command(id) is [var path, .. var arguments]
                && path.EndsWith("/pg_dump", StringComparison.Ordinal)
                && arguments.Any(one => one.Contains($"dbname='{database}'", StringComparison.Ordinal))
                && arguments.Any(one => one.StartsWith(argument, StringComparison.Ordinal))),
    ];

    private static bool IsChild(int id) =>
        Read($"/proc/{id}/stat").Split(") ") is [.., var rest]
        && rest.Split(' ') is [var state, var parent, ..]
        && state != "Z" && parent == $"{Environment.ProcessId}";

    private static string[] Command(int id) => Read($"/proc/{id}/cmdline").Split('\0');

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
    }

    private async Task WaitForLockAsync(string database)
    {
        // The query waits on the server, for at most a minute.
        const string Wait = """
            do $$ begin
                for round in 1 .. 1200 loop
                    if exists (select from pg_locks where not granted and database =
                            (select oid from pg_database where datname = current_database())) then
                        return;
                    end if;
                    perform pg_sleep(0.05);
                end loop;
                raise exception 'nobody waits for a lock';
            end $$
            """;
        await server.Process.ExecuteAsync(database, Wait);
    }

    /// <summary>Does something once a stream has begun: all of them where none is named.</summary>
    private sealed class SteppedStreams(string stream, Func<Task> step) : MemoryStreams
    {
        public override async Task WriteAsync(string name, Stream content, CancellationToken cancellationToken)
        {
            if (stream.Length == 0 || name == stream)
            {
                await step();
            }

            await base.WriteAsync(name, content, cancellationToken);
        }
    }
}
