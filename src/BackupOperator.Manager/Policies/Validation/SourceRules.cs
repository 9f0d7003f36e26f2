using BackupOperator.Contract.Specs;

namespace BackupOperator.Manager.Policies.Validation;

/// <summary>Checks the sources of a policy.</summary>
internal static class SourceRules
{
    private const int LongestIdentifier = 63;

    private static readonly string[] SslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

    /// <summary>Checks all sources.</summary>
    public static void Check(FieldChecks checks, IList<BackupSource> sources)
    {
        checks.Length("spec.sources", sources.Count, 1, 50);
        checks.Unique("spec.sources", sources.Select(source => source.Name));
        foreach (var source in sources)
        {
            var path = $"spec.sources[{source.Name}]";
            checks.Label($"{path}.name", source.Name, 40);
            checks.Require(
                source.Postgres is not null, path, "names nothing to back up; set postgres, the kind of source of this version");
            if (source.Postgres is { } postgres)
            {
                CheckPostgres(checks, $"{path}.postgres", postgres);
            }
        }
    }

    private static void CheckPostgres(FieldChecks checks, string path, PostgresSource postgres)
    {
        CheckConnection(checks, $"{path}.connection", postgres.Connection);
        checks.Length($"{path}.databases", postgres.Databases.Count, 0, 1000);
        checks.Unique($"{path}.databases", postgres.Databases);
        checks.NoneEmpty($"{path}.databases", postgres.Databases);
        checks.Require(
            postgres.Databases.All(name => name.Length <= LongestIdentifier),
            $"{path}.databases",
            $"holds a name of more than {LongestIdentifier} characters, which no database can have; correct it");
        CheckSelection(checks, $"{path}.include", postgres.Include);
        CheckSelection(checks, $"{path}.exclude", postgres.Exclude);
    }

    private static void CheckConnection(FieldChecks checks, string path, PostgresConnection connection)
    {
        checks.ObjectName($"{path}.secretName", connection.SecretName, "Secret");
        checks.Require(connection.Host is not "", $"{path}.host", "is empty; write the server's name, or leave it to the Secret");
        checks.Range($"{path}.port", connection.Port ?? 1, 1, 65_535);
        checks.Require(
            connection.MaintenanceDatabase.Length > 0,
            $"{path}.maintenanceDatabase",
            "is empty; write a database that exists on the server, such as postgres");
        checks.Require(
            connection.SslMode is null || SslModes.Contains(connection.SslMode),
            $"{path}.sslMode",
            $"\"{connection.SslMode}\" is no mode of libpq; write one of {string.Join(", ", SslModes)}");
    }

    private static void CheckSelection(FieldChecks checks, string path, PostgresSelection? selection)
    {
        if (selection is null)
        {
            return;
        }

        checks.Length($"{path}.schemas", selection.Schemas.Count, 0, 200);
        checks.NoneEmpty($"{path}.schemas", selection.Schemas);
        checks.Length($"{path}.tables", selection.Tables.Count, 0, 200);
        checks.NoneEmpty($"{path}.tables", selection.Tables);
    }
}
