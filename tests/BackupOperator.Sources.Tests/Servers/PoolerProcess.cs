using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace BackupOperator.Testing.Servers;

/// <summary>A PgBouncer of a test's own in front of a server, on a free port, in a temporary folder.</summary>
public sealed class PoolerProcess : IAsyncDisposable
{
    private const string Program = "/usr/sbin/pgbouncer";

    private readonly PostgresProcess _server;
    private readonly string _folder = Directory.CreateTempSubdirectory("pooler-test-").FullName;
    private readonly List<Process> _processes = [];

    private PoolerProcess(PostgresProcess server)
    {
        _server = server;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    /// <param name="server">The server behind it.</param>
    /// <param name="mode">Such as <c>transaction</c>.</param>
    /// <param name="size">How many connections of the server each pool has.</param>
    /// <param name="processes">How many poolers take turns at the port.</param>
    /// <param name="settings">More lines of its configuration.</param>
    internal static async Task<PoolerProcess> StartAsync(
        PostgresProcess server, string mode, int size, int processes = 1, params string[] settings)
    {
        var pooler = new PoolerProcess(server);
        try
        {
            await pooler.ConfigureAsync(mode, size, settings);
            for (var process = 0; process < processes; process++)
            {
                await pooler.RunAsync();
            }

            return pooler;
        }
        catch
        {
            await pooler.DisposeAsync();
            throw;
        }
    }

    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(_server.ConnectionString(database)) { Port = Port }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task ConfigureAsync(string mode, int size, string[] settings)
    {
        var password = _server.Password.Replace("\"", "\"\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync($"{_folder}/users", $"\"postgres\" \"{password}\"\n");
        string[] lines =
        [
            "[databases]", string.Create(CultureInfo.InvariantCulture, $"* = host=127.0.0.1 port={_server.Port}"),
            "[pgbouncer]", "listen_addr = 127.0.0.1", "unix_socket_dir =", "so_reuseport = 1",
            string.Create(CultureInfo.InvariantCulture, $"listen_port = {Port}"),
            "auth_type = scram-sha-256", $"auth_file = {_folder}/users", $"pool_mode = {mode}",
            string.Create(CultureInfo.InvariantCulture, $"default_pool_size = {size}"), .. settings,
        ];
        await File.WriteAllLinesAsync($"{_folder}/pooler.ini", lines);
        await PostgresPrograms.OwnAsync(_folder);
    }

    private async Task RunAsync()
    {
        var (program, arguments) = PostgresPrograms.AsServer(Program, $"{_folder}/pooler.ini");
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        _processes.Add(process);
        for (var ready = false; !ready;)
        {
            var line = await process.StandardError.ReadLineAsync()
                ?? throw new InvalidOperationException($"{Program} did not start");
            ready = line.Contains("process up", StringComparison.Ordinal);
        }

        _ = process.StandardError.ReadToEndAsync();
    }
}
