using BackupOperator.Sources.Postgres;
using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;
using BackupOperator.Sources.Postgres.Restoring;

namespace BackupOperator.Sources.Tests.Postgres;

public sealed class RestorePlanTests
{
    private static readonly PostgresTargetOptions Target = new()
    {
        Connection = new PostgresConnectionOptions { SecretName = "s", SecretPath = "/none" },
    };

    [Fact]
    public void Make_PartitionedTable_BringsItsPartitions()
    {
        var plan = RestorePlan.Make(Backup(), Target with { Tables = ["events"] });

        Assert.Equal(["events", "events_1"], plan.Single().Tables.Select(table => table.Name));
    }

    [Fact]
    public void Make_TableThatIsNotThere_IsRefusedByName()
    {
        var failure = Assert.Throws<SourceException>(
            () => RestorePlan.Make(Backup(), Target with { Tables = ["public.nope"] }));

        Assert.Equal(SourceFailure.BadInput, failure.Failure);
        Assert.Contains("table public.nope is not in the backup", failure.Message);
    }

    [Fact]
    public void Make_TwoDatabasesIntoOneName_IsRefused()
    {
        var target = Target with { Databases = [new("shop", "x"), new("crm", "x")] };

        Assert.Contains("into x", Assert.Throws<SourceException>(() => RestorePlan.Make(Backup(), target)).Message);
    }

    [Fact]
    public void Make_DatabaseThatIsNotThere_ListsThoseThatAre()
    {
        var target = Target with { Databases = [new("sales")] };

        Assert.Contains(
            "it holds shop, crm", Assert.Throws<SourceException>(() => RestorePlan.Make(Backup(), target)).Message);
    }

    [Fact]
    public void Make_DumpOfAPart_IsNotTakenForTheWholeDatabase()
    {
        var part = Backup() with { Selection = new PostgresSelection { ExcludeTables = ["audit.*"] } };

        Assert.All(RestorePlan.Make(part, Target), restore => Assert.Equal(RestoreScope.WholeDump, restore.Scope));
        Assert.All(RestorePlan.Make(Backup(), Target), restore => Assert.Equal(RestoreScope.Whole, restore.Scope));
    }

    private static PostgresDetails Backup() => new(
        PostgresDetails.CurrentVersion, "15.1", 15, 15, GlobalsStream: null, Selection: null, ExactRowCounts: true,
        [
            Database(
                "shop", Table(1, "orders"), Table(2, "events") with { Partitioned = true },
                Table(3, "events_1") with { Parent = 2 }),
            Database("crm", Table(1, "people")),
        ]);

    private static DatabaseDetails Database(string name, params TableDetails[] tables) => new(
        name, $"databases/{name}", DateTimeOffset.UnixEpoch,
        new DatabaseProperties("o", "UTF8", "C", "C", "libc", null, -1, null, [], null), tables);

    private static TableDetails Table(uint oid, string name) => new(oid, "public", name, "o", 0, 1);
}
