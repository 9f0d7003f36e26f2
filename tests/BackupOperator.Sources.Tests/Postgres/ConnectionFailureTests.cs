using BackupOperator.Sources.Postgres.Connections;
using Npgsql;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>Which answers of a server, or of a pooler before it, are worth another try.</summary>
public sealed class ConnectionFailureTests
{
    private static readonly PostgresEndpoint Endpoint = new()
    {
        SecretName = "db",
        Host = "db.example",
        Port = 6432,
        User = "backup",
        MaintenanceDatabase = "postgres",
        SslMode = "disable",
    };

    [Theory]
    [InlineData("FATAL", "53300", SourceFailure.Unreachable)]
    [InlineData("FATAL", "08P01", SourceFailure.Unreachable)]
    [InlineData("FATAL", "57P01", SourceFailure.Unreachable)]
    [InlineData("FATAL", "57P05", SourceFailure.Unreachable)]
    [InlineData("FATAL", "58000", SourceFailure.Unreachable)]
    [InlineData("FATAL", "XX000", SourceFailure.Unreachable)]
    [InlineData("ERROR", "58000", SourceFailure.Refused)]
    [InlineData("ERROR", "XX000", SourceFailure.Refused)]
    [InlineData("ERROR", "57014", SourceFailure.Refused)]
    [InlineData("FATAL", "28P01", SourceFailure.BadInput)]
    [InlineData("FATAL", "3D000", SourceFailure.BadInput)]
    public void Explain_Answer_IsTransientWhereTheConnectionFailed(string severity, string code, SourceFailure expected)
    {
        var explained = ConnectionFailure.Explain(
            Endpoint, "shop", new PostgresException("no luck", severity, severity, code));

        Assert.Equal(expected, explained.Failure);
        Assert.Contains("server db.example:6432, database shop, user backup", explained.Message);
    }
}
