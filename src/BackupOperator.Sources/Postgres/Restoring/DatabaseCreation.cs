using System.Globalization;
using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>The statements that make a database as it was recorded.</summary>
internal static class DatabaseCreation
{
    // Values of these are lists of names already quoted; as one literal they would become a single name.
    private static readonly string[] ListSettings =
        ["search_path", "session_preload_libraries", "temp_tablespaces", "local_preload_libraries"];

    public static string Create(string name, DatabaseProperties properties, string? owner, int serverMajor)
    {
        var provider = properties.LocaleProvider switch
        {
            "icu" when serverMajor >= 15 => $" LOCALE_PROVIDER icu ICU_LOCALE {Sql.Text(properties.Locale ?? "")}",
            "builtin" when serverMajor >= 17 =>
                $" LOCALE_PROVIDER builtin BUILTIN_LOCALE {Sql.Text(properties.Locale ?? "")}",
            "libc" => "",
            var other => throw new SourceException(
                SourceFailure.BadInput,
                $"the database was made with locale provider {other}, which PostgreSQL {serverMajor} does not know: " +
                "restore to a newer server"),
        };
        return $"CREATE DATABASE {Sql.Name(name)} TEMPLATE template0 ENCODING {Sql.Text(properties.Encoding)}"
            + $" LC_COLLATE {Sql.Text(properties.Collate)} LC_CTYPE {Sql.Text(properties.CType)}{provider}"
            + (owner is null ? "" : $" OWNER {Sql.Name(owner)}");
    }

    /// <summary>Settings, limit and comment, and the grants unless owners and grants are left out.</summary>
    public static IEnumerable<string> Finish(string name, DatabaseProperties properties, bool noOwner)
    {
        var database = Sql.Name(name);
        foreach (var setting in properties.Settings.Select(setting => setting.Split('=', 2)))
        {
            var value = ListSettings.Contains(setting[0]) ? setting[1] : Sql.Text(setting[1]);
            var written = value.Length == 0 ? "''" : value;
            yield return $"ALTER DATABASE {database} SET {Sql.Name(setting[0])} TO {written}";
        }

        yield return string.Create(
            CultureInfo.InvariantCulture, $"ALTER DATABASE {database} CONNECTION LIMIT {properties.ConnectionLimit}");
        var comment = properties.Comment is { } text ? Sql.Text(text) : "NULL";
        yield return $"COMMENT ON DATABASE {database} IS {comment}";
        foreach (var grant in noOwner || properties.Grants is not { } grants ? [] : Grants(database, grants))
        {
            yield return grant;
        }
    }

    private static IEnumerable<string> Grants(string database, IReadOnlyList<DatabaseGrant> grants)
    {
        yield return $"REVOKE ALL ON DATABASE {database} FROM PUBLIC";
        foreach (var grant in grants)
        {
            var role = grant.Role is { } name ? Sql.Name(name) : "PUBLIC";
            var option = grant.Grantable ? " WITH GRANT OPTION" : "";
            yield return $"GRANT {grant.Privilege} ON DATABASE {database} TO {role}{option}";
        }
    }
}
