using BackupOperator.Sources.Postgres.Tools;

namespace BackupOperator.Sources.Tests.Postgres;

public sealed class ClientToolsTests
{
    [Theory]
    [InlineData(12, 13)]
    [InlineData(13, 13)]
    [InlineData(15, 17)]
    public void Choose_SeveralMajors_TakesTheOldestThatIsNewEnough(int server, int expected)
    {
        Assert.Equal(expected, ClientTools.Choose([new(13, "/13"), new(17, "/17")], server, "server x").Major);
    }

    [Fact]
    public void Choose_AllOlderThanServer_SaysBothVersions()
    {
        var failure = Assert.Throws<SourceException>(() => ClientTools.Choose([new(15, "/15")], 17, "server db:5432"));

        Assert.Equal(SourceFailure.BadInput, failure.Failure);
        Assert.StartsWith("server db:5432 is PostgreSQL 17, the newest client in this image is 15", failure.Message);
    }

    [Fact]
    public void Choose_NoneInstalled_SaysWhereItLooked()
    {
        var failure = Assert.Throws<SourceException>(() => ClientTools.Choose([], 15, "server db:5432"));

        Assert.Contains("/usr/lib/postgresql/*/bin", failure.Message);
    }
}
