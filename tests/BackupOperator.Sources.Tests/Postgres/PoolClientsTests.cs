using System.Net;
using System.Net.Sockets;
using BackupOperator.Sources.Postgres.Connections;
using Npgsql;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>How the clients that examine a pooler come to it.</summary>
public sealed class PoolClientsTests
{
    private const int Count = 16;

    [Fact]
    public async Task Open_ServerThatAnswersNoneYet_HasAllOfThemWaiting()
    {
        var token = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
            Username = "postgres",
            Timeout = 20,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = false,
        };
        await using var source = new NpgsqlSlimDataSourceBuilder(builder.ConnectionString).Build();

        var opening = PoolClients.OpenAsync(source, Count, token);
        var arrived = new List<TcpClient>();
        while (arrived.Count < Count)
        {
            var next = listener.AcceptTcpClientAsync(token).AsTask();
            Assert.Same(next, await Task.WhenAny(next, opening));
            arrived.Add(await next);
        }

        arrived.ForEach(client => client.Dispose());
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => opening);
    }
}
