using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace BackupOperator.EndToEnd.Tests.Environment;

/// <summary>A TCP proxy on the way to a server, which can be made to fail.</summary>
internal sealed class Toxiproxy : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly string _name;

    private Toxiproxy(HttpClient http, string name, int port)
    {
        _http = http;
        _name = name;
        Port = port;
    }

    /// <summary>Where the proxy listens, at <see cref="TestEnvironment.Host"/>.</summary>
    public int Port { get; }

    /// <summary>Puts a proxy before a port of this machine.</summary>
    public static async Task<Toxiproxy> BeforeAsync(int upstreamPort)
    {
        var http = new HttpClient { BaseAddress = new Uri(TestEnvironment.Required("BACKUPOPERATOR_TEST_TOXIPROXY")) };
        var proxy = new Toxiproxy(http, Guid.NewGuid().ToString("N"), FreePort());
        await proxy.PostAsync("/proxies", new JsonObject
        {
            ["name"] = proxy._name,
            ["listen"] = $"{TestEnvironment.Host}:{proxy.Port}",
            ["upstream"] = $"127.0.0.1:{upstreamPort}",
            ["enabled"] = true,
        });
        return proxy;
    }

    /// <summary>Ends all connections and refuses new ones.</summary>
    public Task CutAsync() => PostAsync($"/proxies/{_name}", new JsonObject { ["enabled"] = false });

    /// <summary>Takes connections again.</summary>
    public Task MendAsync() => PostAsync($"/proxies/{_name}", new JsonObject { ["enabled"] = true });

    /// <summary>Lets only so much through in each direction, so that there is a middle to fail in.</summary>
    public async Task SlowAsync(int kilobytesPerSecond)
    {
        foreach (var stream in new[] { "upstream", "downstream" })
        {
            await PostAsync($"/proxies/{_name}/toxics", new JsonObject
            {
                ["name"] = $"slow-{stream}",
                ["type"] = "bandwidth",
                ["stream"] = stream,
                ["attributes"] = new JsonObject { ["rate"] = kilobytesPerSecond },
            });
        }
    }

    /// <summary>Ends the slowness.</summary>
    public async Task HurryAsync()
    {
        foreach (var stream in new[] { "upstream", "downstream" })
        {
            using var response = await _http.DeleteAsync(new Uri($"/proxies/{_name}/toxics/slow-{stream}", UriKind.Relative));
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (await _http.DeleteAsync(new Uri($"/proxies/{_name}", UriKind.Relative)))
        {
        }

        _http.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task PostAsync(string path, JsonObject body)
    {
        using var response = await _http.PostAsJsonAsync(path, body);
        Assert.True(response.IsSuccessStatusCode, $"toxiproxy answers {response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }
}
