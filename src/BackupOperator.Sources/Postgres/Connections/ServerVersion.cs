using Npgsql;

namespace BackupOperator.Sources.Postgres.Connections;

/// <summary>A server's version.</summary>
/// <param name="Major">Such as 15.</param>
/// <param name="Text">Such as <c>15.18</c>.</param>
internal sealed record ServerVersion(int Major, string Text)
{
    public static ServerVersion Of(NpgsqlConnection connection) =>
        new(connection.PostgreSqlVersion.Major, connection.PostgreSqlVersion.ToString());
}
