using BackupOperator.Sources.Postgres.Tools;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>Which client a job takes, by the majors that are at hand.</summary>
public sealed class ClientTableTests
{
    private static readonly int[] Image = [18, 15, 17];

    [Theory]
    [InlineData(12, 15)]
    [InlineData(13, 15)]
    [InlineData(14, 15)]
    [InlineData(15, 15)]
    [InlineData(16, 17)]
    [InlineData(17, 17)]
    [InlineData(18, 18)]
    public void ForDump_SeveralMajors_TakesTheOldestThatIsNotOlderThanTheServer(int server, int expected) =>
        Assert.Equal(expected, Table(Image).ForDump(server, "server x").Major);

    [Fact]
    public void ForDump_AllOlderThanServer_SaysBothVersions()
    {
        var failure = Assert.Throws<SourceException>(() => Table(15, 17).ForDump(18, "server db:5432"));

        Assert.Equal(SourceFailure.BadInput, failure.Failure);
        Assert.StartsWith("server db:5432 is PostgreSQL 18, the newest client in this image is 17", failure.Message);
    }

    [Fact]
    public void ForDump_NoneInstalled_SaysWhereItLooked()
    {
        var failure = Assert.Throws<SourceException>(() => Table().ForDump(15, "server db:5432"));

        Assert.Contains("/usr/lib/postgresql/*/bin", failure.Message);
    }

    [Theory]
    [InlineData(15, 15)]
    [InlineData(16, 17)]
    [InlineData(18, 18)]
    public void ForArchive_SeveralMajors_TakesTheOldestThatReadsIt(int client, int expected) =>
        Assert.Equal(expected, Table(Image).ForArchive(client, "the dump").Major);

    [Fact]
    public void ForArchive_WrittenByANewerClient_SaysBothVersions()
    {
        var failure = Assert.Throws<SourceException>(() => Table(15, 17).ForArchive(18, "the dump of database shop"));

        Assert.StartsWith(
            "the client that made the dump of database shop is PostgreSQL 18, the newest client in this image is 17",
            failure.Message);
    }

    // Source, client that dumped it, target.
    [Theory]
    [InlineData(13, 15, 13, 15)]
    [InlineData(15, 15, 15, 15)]
    [InlineData(15, 15, 18, 15)]
    [InlineData(15, 17, 15, 17)]
    [InlineData(16, 17, 16, 17)]
    [InlineData(17, 17, 18, 17)]
    [InlineData(18, 18, 18, 18)]
    public void ForRestore_TargetNotOlderThanSource_TakesTheOldestThatReadsTheDump(
        int source, int client, int target, int expected) =>
        Assert.Equal(expected, Table(Image).ForRestore(source, client, target, "target y").Major);

    [Theory]
    [InlineData(18, 18, 15)]
    [InlineData(16, 17, 15)]
    [InlineData(14, 15, 13)]
    public void ForRestore_TargetOlderThanSource_IsRefusedByName(int source, int client, int target)
    {
        var failure = Assert.Throws<SourceException>(
            () => Table(Image).ForRestore(source, client, target, "the target server db:5432"));

        Assert.Equal(SourceFailure.BadInput, failure.Failure);
        Assert.StartsWith(
            $"the target server db:5432 is PostgreSQL {target}, the backup is of PostgreSQL {source}", failure.Message);
    }

    [Theory]
    [InlineData(15, 13, true)]
    [InlineData(15, 18, true)]
    [InlineData(17, 16, false)]
    [InlineData(17, 17, true)]
    [InlineData(18, 15, false)]
    public void SpeaksTo_ServerThatLacksTheClientsSettings_IsFalse(int client, int server, bool expected) =>
        Assert.Equal(expected, new ClientTools(client, "/bin").SpeaksTo(server));

    private static ClientTable Table(params int[] majors) =>
        new(majors.Select(major => new ClientTools(major, $"/{major}")));
}
