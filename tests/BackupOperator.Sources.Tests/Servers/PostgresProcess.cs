using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace BackupOperator.Testing.Servers;

/// <summary>A PostgreSQL server of a test's own, on a free port, in a temporary folder: it may be killed.</summary>
public sealed class PostgresProcess : IAsyncDisposable
{
    private readonly string _folder;
    private Process? _process;

    private PostgresProcess(string binaries, string address, int? port)
    {
        Binaries = binaries;
        Address = address;
        _folder = Directory.CreateTempSubdirectory("postgres-test-").FullName;
        using var listener = new TcpListener(IPAddress.Parse(address), port ?? 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public string Binaries { get; }

    public string Address { get; }

    public int Port { get; }

    public string Password { get; } = PostgresTemplate.Password;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Skips the test where no server is installed.</summary>
    /// <param name="certificate">For TLS; null for none.</param>
    /// <param name="binaries">The folder of its programs; null for the installed ones.</param>
    /// <param name="address">Of this machine.</param>
    /// <param name="port">Null for a free one.</param>
    public static async Task<PostgresProcess> StartAsync(
        ServerCertificate? certificate = null, string? binaries = null, string address = "127.0.0.1", int? port = null)
    {
        var server = new PostgresProcess(binaries ?? PostgresPrograms.Require(), address, port);
        try
        {
            await server.InitialiseAsync(certificate);
            await server.RunAsync(certificate is not null);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = Address,
        Port = Port,
        Username = "postgres",
        Password = Password,
        Database = database,
        Pooling = false,
        SslMode = SslMode.Disable,
        CommandTimeout = 300,
    }.ConnectionString;

    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<string> ScalarAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) ?? "";
    }

    /// <summary>The whole content of a database as text: definitions, rows in their
    /// order, large objects, values of sequences.</summary>
    public async Task<string> TextAsync(string database, params string[] options)
    {
        var text = await Run.ToEndAsync(
            Path.Combine(Binaries, "pg_dump"),
            [
                "-h", Address, "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", .. options,
                database,
            ],
            ("PGPASSWORD", Password));

        // Newer releases guard each text by a random word.
        return string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("\\restrict", StringComparison.Ordinal)
            && !line.StartsWith("\\unrestrict", StringComparison.Ordinal)));
    }

    /// <summary>Ends the server as a lost node does: at once.</summary>
    public void Kill() => _process!.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task InitialiseAsync(ServerCertificate? certificate)
    {
        if (certificate is not null)
        {
            await certificate.WriteAsync(_folder);
        }

        await PostgresPrograms.OwnAsync(_folder);
        await PostgresTemplate.CopyAsync(Binaries, Data);
    }

    private async Task RunAsync(bool tls)
    {
        var port = Port.ToString(CultureInfo.InvariantCulture);
        string[] settings =
        [
            // Nothing here outlives a test: what is loaded need not be written twice.
            "fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
            "unix_socket_directories=", $"listen_addresses={Address}", $"port={port}",
        ];
        string[] certificate = tls
            ? ["ssl=on", $"ssl_cert_file={_folder}/server.crt", $"ssl_key_file={_folder}/server.key"]
            : [];
        var (program, arguments) = PostgresPrograms.AsServer(
            Path.Combine(Binaries, "postgres"),
            ["-D", Data, .. settings.Concat(certificate).SelectMany(setting => new[] { "-c", setting })]);
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        _process = Process.Start(info)!;
        for (var ready = false; !ready;)
        {
            var line = await _process.StandardError.ReadLineAsync()
                ?? throw new InvalidOperationException("the server did not start");
            ready = line.Contains("ready to accept connections", StringComparison.Ordinal);
        }

        _ = _process.StandardError.ReadToEndAsync();
    }
}
