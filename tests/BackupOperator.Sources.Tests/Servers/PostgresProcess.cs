using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace BackupOperator.Testing.Servers;

/// <summary>A PostgreSQL server of a test's own, on a free port, in a temporary folder: it may be killed.</summary>
public sealed class PostgresProcess : IAsyncDisposable
{
    // The server refuses to run as root.
    private static readonly string[] Unprivileged =
        Environment.UserName == "root" ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["env"];

    private readonly string _folder;
    private Process? _process;

    private PostgresProcess(string binaries)
    {
        Binaries = binaries;
        _folder = Directory.CreateTempSubdirectory("postgres-test-").FullName;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public string Binaries { get; }

    public int Port { get; }

    public string Password { get; } = "it's:a\\pass word";

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Skips the test where no server is installed.</summary>
    public static async Task<PostgresProcess> StartAsync(ServerCertificate? certificate = null)
    {
        var binaries = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin"))
                .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            : null;
        if (binaries is null)
        {
            Assert.Skip("no PostgreSQL server is installed below /usr/lib/postgresql");
        }

        var server = new PostgresProcess(binaries);
        await server.InitialiseAsync(certificate);
        await server.RunAsync(certificate is not null);
        return server;
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
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
    public async Task<string> TextAsync(string database)
    {
        var text = await Run.ToEndAsync(
            Path.Combine(Binaries, "pg_dump"),
            ["-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", database],
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
        var passwordFile = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwordFile, Password);
        if (certificate is not null)
        {
            await certificate.WriteAsync(_folder);
        }

        await Run.ToEndAsync("chmod", ["-R", "u=rwX,go=", _folder]);
        if (Environment.UserName == "root")
        {
            await Run.ToEndAsync("chown", ["-R", "65534:65534", _folder]);
        }

        string[] initialise =
        [
            .. Unprivileged[1..], Path.Combine(Binaries, "initdb"), "-D", Data, "-U", "postgres",
            $"--pwfile={passwordFile}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        ];
        await Run.ToEndAsync(Unprivileged[0], initialise);
    }

    private async Task RunAsync(bool tls)
    {
        var port = Port.ToString(CultureInfo.InvariantCulture);
        string[] settings = ["fsync=off", "unix_socket_directories=", "listen_addresses=127.0.0.1", $"port={port}"];
        string[] certificate = tls
            ? ["ssl=on", $"ssl_cert_file={_folder}/server.crt", $"ssl_key_file={_folder}/server.key"]
            : [];
        string[] arguments =
        [
            .. Unprivileged[1..], Path.Combine(Binaries, "postgres"), "-D", Data,
            .. settings.Concat(certificate).SelectMany(setting => new[] { "-c", setting }),
        ];
        var info =
            new ProcessStartInfo(Unprivileged[0], arguments) { RedirectStandardError = true, WorkingDirectory = "/" };
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
