using System.Globalization;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres.Connections;

/// <summary>The environment of PostgreSQL's client programs for one server.</summary>
/// <remarks>The password is in a file of mode 0600, for libpq takes it from nowhere else that other users cannot see.
/// The client key is copied, for libpq refuses one with the mode that a mounted Secret has.</remarks>
internal sealed class ClientEnvironment : IDisposable
{
    public const string ApplicationName = "backup-operator";
    public const int ConnectTimeoutSeconds = 15;

    private const string SystemAuthorities = "/etc/ssl/certs/ca-certificates.crt";

    private readonly PrivateDirectory _directory = new();

    public ClientEnvironment(PostgresEndpoint endpoint)
    {
        var variables = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/bin:/bin",
            ["HOME"] = _directory.Path,
            ["TMPDIR"] = Path.GetTempPath(),
            ["LC_ALL"] = "C",
            ["PGAPPNAME"] = ApplicationName,
            ["PGCONNECT_TIMEOUT"] = ConnectTimeoutSeconds.ToString(CultureInfo.InvariantCulture),
            ["PGGSSENCMODE"] = "disable",
            ["PGSSLMODE"] = endpoint.SslMode,
        };
        if (endpoint.Password is { } password)
        {
            variables["PGPASSFILE"] = _directory.Write("pgpass", $"*:*:*:*:{EscapePassword(password)}\n");
        }

        if (endpoint.Verifies)
        {
            variables["PGSSLROOTCERT"] = endpoint.CaFile ?? SystemAuthorities;
        }

        if (endpoint is { CertificateFile: { } certificate, KeyFile: { } key })
        {
            variables["PGSSLCERT"] = certificate;
            variables["PGSSLKEY"] = _directory.Write("tls.key", File.ReadAllText(key));
        }

        Variables = variables;
    }

    public IReadOnlyDictionary<string, string> Variables { get; }

    public void Dispose() => _directory.Dispose();

    private static string EscapePassword(string password) =>
        password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);
}
