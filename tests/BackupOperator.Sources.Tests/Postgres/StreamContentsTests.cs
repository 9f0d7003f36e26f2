using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Details;

namespace BackupOperator.Sources.Tests.Postgres;

public sealed class StreamContentsTests
{
    private static readonly DatabaseDetails Database = new(
        "shop", "rest", DateTimeOffset.UnixEpoch,
        new DatabaseProperties("o", "UTF8", "C", "C", "libc", null, -1, null, [], null),
        [
            new TableDetails(1, "public", "large", "o", 9, 9) { Stream = "own" },
            new TableDetails(2, "public", "small", "o", 1, 1),
            new TableDetails(3, "public", "parts", "o", 0, null) { Partitioned = true },
        ]);

    [Theory]
    [InlineData("rest", "TABLE 1, TABLE 2, DATA 2, TABLE 3", null)]
    [InlineData("own", "DATA 1", null)]
    [InlineData("rest", "TABLE 2, DATA 2, TABLE 3", "lacks public.large")]
    [InlineData("rest", "TABLE 1, TABLE 2, TABLE 3", "lacks public.small")]
    [InlineData("rest", "TABLE 1, TABLE 2, DATA 2", "lacks public.parts")]
    [InlineData("rest", "TABLE 1, DATA 1, TABLE 2, DATA 2, TABLE 3", "also holds the rows of public.large")]
    [InlineData("own", "", "lacks public.large")]
    [InlineData("own", "DATA 1, DATA 2", "also holds the rows of public.small")]
    public void Problem_TableOfContents_MustHoldEachTableOnce(string stream, string contents, string? problem)
    {
        var entries = contents.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Entry).ToList();

        Assert.Equal(
            problem is null ? null : $"its table of contents {problem}",
            StreamContents.Problem(Database, stream, entries));
    }

    private static ArchiveEntry Entry(string text) => ArchiveEntry.Parse(text.Split(' ') is ["DATA", var oid]
        ? $"9; 0 {oid} TABLE DATA public x o"
        : $"9; 1259 {text.Split(' ')[1]} TABLE public x o")!;
}
