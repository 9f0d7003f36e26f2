using System.Globalization;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Connections;

/// <summary>Opens connections to one server, and starts its client programs, with the
/// same credentials and the same TLS.</summary>
internal sealed class PostgresServer(PostgresEndpoint endpoint) : IDisposable
{
    // A server that vanishes is noticed after about 60 seconds: 30 of silence and three unanswered probes.
    private const int KeepAliveIdleSeconds = 30;
    private const int KeepAliveIntervalSeconds = 10;

    private readonly ClientEnvironment _clients = new(endpoint);
    private readonly SessionProof _sessions = new(endpoint);

    public PostgresEndpoint Endpoint => endpoint;

    /// <summary>The environment of client programs; secrets in it are paths of private files.</summary>
    public IReadOnlyDictionary<string, string> Environment => _clients.Variables;

    /// <summary>Opens a connection; the caller disposes it.</summary>
    /// <remarks>Client programs are started for a database only after this has opened a connection to it: they make
    /// settings too, and here it is proven that these harm nobody.</remarks>
    /// <exception cref="SourceException">The server cannot be reached or refuses, or is a pooler whose sessions are not
    /// ours alone.</exception>
    public async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellationToken)
    {
        NpgsqlConnection? connection = null;
        try
        {
            var builder = new NpgsqlSlimDataSourceBuilder(Settings(database).ConnectionString);
            builder.EnableTransportSecurity();
            builder.EnableArrays();
            await using var source = builder.Build();
            connection = await source.OpenConnectionAsync(cancellationToken);
            await _sessions.RequireAsync(connection, source, cancellationToken);
            await connection.ExecuteAsync(
                $"SET application_name = '{ClientEnvironment.ApplicationName}'; " +
                "SET search_path = pg_catalog; SET statement_timeout = 0; SET lock_timeout = 0; " +
                "SET idle_in_transaction_session_timeout = 0; " +
                "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'transaction_timeout'",
                cancellationToken);
            return connection;
        }
        catch (Exception exception)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            if (exception is NpgsqlException or ArgumentException or TimeoutException)
            {
                throw ConnectionFailure.Explain(endpoint, database, exception);
            }

            throw;
        }
    }

    /// <summary>Whether the server answers: tells a dead server from a program that failed by itself.</summary>
    public async Task<bool> AnswersAsync(string database, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(database, cancellationToken);
            return true;
        }
        catch (SourceException exception)
        {
            return !exception.IsTransient;
        }
    }

    /// <summary>Where a client program connects to: no secret in it.</summary>
    public string ConnectionInfo(string database)
    {
        var parts = new (string Name, string Value)[]
        {
            ("host", endpoint.Host),
            ("port", endpoint.Port.ToString(CultureInfo.InvariantCulture)),
            ("user", endpoint.User),
            ("dbname", database),
            ("keepalives_idle", KeepAliveIdleSeconds.ToString(CultureInfo.InvariantCulture)),
            ("keepalives_interval", KeepAliveIntervalSeconds.ToString(CultureInfo.InvariantCulture)),
            ("keepalives_count", "3"),
            ("tcp_user_timeout", "60000"),
        };
        return string.Join(' ', parts.Select(part => $"{part.Name}='{Escape(part.Value)}'"));
    }

    /// <summary>Turns what went wrong in an open connection into words.</summary>
    public SourceException Explain(string database, Exception exception) =>
        ConnectionFailure.Explain(endpoint, database, exception);

    public void Dispose()
    {
        _sessions.Dispose();
        _clients.Dispose();
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);

    // No name of the application and no other setting: they would be made before anybody knows whose session it is.
    private NpgsqlConnectionStringBuilder Settings(string database) => new()
    {
        Host = endpoint.Host,
        Port = endpoint.Port,
        Username = endpoint.User,
        Password = endpoint.Password,
        Database = database,
        SslMode = Enum.Parse<SslMode>(endpoint.SslMode.Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
        RootCertificate = endpoint.Verifies ? endpoint.CaFile : null,
        SslCertificate = endpoint.CertificateFile,
        SslKey = endpoint.KeyFile,
        GssEncryptionMode = GssEncryptionMode.Disable,
        Timeout = ClientEnvironment.ConnectTimeoutSeconds,
        CommandTimeout = 0,
        Pooling = false,
        TcpKeepAlive = true,
        TcpKeepAliveTime = KeepAliveIdleSeconds,
        TcpKeepAliveInterval = KeepAliveIntervalSeconds,
    };
}
