using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>Reads what is needed to make the connected database again, on every supported major.</summary>
internal static class DatabasePropertiesQuery
{
    // Columns for locales were added and renamed over the majors; as JSON, one that is not there is null.
    private const string Properties = """
        SELECT pg_get_userbyid(d.datdba), pg_encoding_to_char(d.encoding), d.datcollate, d.datctype,
               coalesce(j->>'datlocprovider', 'c'), coalesce(j->>'datlocale', j->>'daticulocale'), d.datconnlimit,
               shobj_description(d.oid, 'pg_database'), d.datacl IS NULL
        FROM pg_database d, to_jsonb(d) j WHERE d.datname = current_database()
        """;

    private const string Settings = """
        SELECT unnest(s.setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
        WHERE s.setrole = 0 AND d.datname = current_database()
        """;

    private const string Grants = """
        SELECT r.rolname, a.privilege_type, a.is_grantable
        FROM pg_database d, aclexplode(d.datacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE d.datname = current_database() AND (a.grantee = 0 OR r.rolname IS NOT NULL)
        """;

    public static async Task<DatabaseProperties> ReadAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var settings = await connection.QueryAsync(Settings, static row => row.GetString(0), cancellationToken);
        var grants = await connection.QueryAsync(
            Grants, static row => new DatabaseGrant(row.Text(0), row.GetString(1), row.GetBoolean(2)),
            cancellationToken);
        var found = await connection.QueryAsync(
            Properties,
            row => new DatabaseProperties(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), Provider(row.GetString(4)),
                row.Text(5),
                row.GetInt32(6), row.Text(7), settings, row.GetBoolean(8) ? null : grants),
            cancellationToken);
        return found[0];
    }

    private static string Provider(string letter) => letter switch
    {
        "i" => "icu",
        "b" => "builtin",
        _ => "libc",
    };
}
