using System.Net;
using System.Net.Sockets;
using System.Text;
using Kubernetes.Client.Configuration;
using Kubernetes.Client.Http;
using Kubernetes.Client.Models;
using Kubernetes.Client.Tests.Environment;
using k8s.Models;

namespace Kubernetes.Client.Tests.Http;

/// <summary>Faults that no real server shows on demand.</summary>
public sealed class FaultTests
{
    private const string Map = """{"metadata":{"name":"one","namespace":"default","resourceVersion":"7"}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_TooManyRequests_IsSentAgainAfterTheTimeAskedFor()
    {
        var metrics = new MetricProbe(SharedServer.Options.Registry);
        using var server = Refusing(1, 429, retryAfter: "1");
        using var client = server.Client();
        var started = TimeProvider.System.GetTimestamp();

        var created = await client.CreateAsync(Given.ConfigMap("default", "one"), Cancel);

        Assert.Equal("one", created.Name());
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromSeconds(1));
        Assert.Equal(2, server.Requests.Count);
        Assert.True(await metrics.ReadAsync("kubernetes_client_retries_total{resource=\"configmaps\",verb=\"create\"}") >= 1);
        Assert.True(await metrics.ReadAsync("kubernetes_client_requests_total{code=\"429\",resource=\"configmaps\",verb=\"create\"}") >= 1);
    }

    [Fact]
    public async Task Create_UnavailableWithoutAWord_IsNotSentAgain()
    {
        using var server = Refusing(1, 503);
        using var client = server.Client();

        var refusal = await Assert.ThrowsAsync<KubernetesException>(
            () => client.CreateAsync(Given.ConfigMap("default", "one"), Cancel));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.StatusCode);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Get_UnavailableTwice_Succeeds()
    {
        using var server = Refusing(2, 503);
        using var client = server.Client();

        Assert.NotNull(await client.GetAsync<V1ConfigMap>("one", "default", Cancel));
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, RetryPolicy.Attempts)]
    public async Task Send_ConnectionCutAfterTheRequest_IsRepeatedOnlyWhereSafe(bool safe, int expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var requests = CutEachAsync(listener);
        var configuration = new k8s.KubernetesClientConfiguration { Host = $"http://{listener.LocalEndpoint}" };
        using var client = new KubernetesClient(configuration, SharedServer.Options);
        var map = Given.ConfigMap("default", "one");

        var refusal = await Assert.ThrowsAsync<KubernetesException>(
            () => safe ? client.ApplyAsync(map, "tests", Cancel) : client.CreateAsync(map, Cancel));

        listener.Stop();
        Assert.Equal("Unreachable", refusal.Reason);
        Assert.Equal(expected, await requests);
    }

    [Fact]
    public async Task Get_TokenFileThatIsGone_IsARefusalAndNotTheEndOfTheProcess()
    {
        using var server = new StandInServer(context => StandInServer.WriteAsync(context, 200, "{}"));
        var configuration = new k8s.KubernetesClientConfiguration
        {
            Host = server.Address, TokenProvider = new TokenFile("/none/token", TimeProvider.System),
        };
        using var client = new KubernetesClient(configuration, SharedServer.Options);

        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<V1ConfigMap>("one", "default", Cancel));

        Assert.Equal("Credential", refusal.Reason);
        Assert.Contains("/none/token", refusal.Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Get_ErrorPageOfAProxy_IsQuotedShortly()
    {
        using var server = new StandInServer(context => StandInServer.WriteAsync(context, 403, "<html>\n" + new string('x', 5000)));
        using var client = server.Client();

        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<V1ConfigMap>("one", "default", Cancel));

        Assert.StartsWith("get ConfigMap default/one: 403 <html> xxx", refusal.Message);
        Assert.True(refusal.Message.Length < 300);
    }

    [Fact]
    public async Task Get_AnswerThatIsNoJson_NamesTheObject()
    {
        using var server = new StandInServer(context => StandInServer.WriteAsync(context, 200, "welcome"));
        using var client = server.Client();

        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<V1ConfigMap>("one", "default", Cancel));

        Assert.StartsWith("get ConfigMap default/one: the answer is not the object asked for", refusal.Message);
    }

    [Fact]
    public async Task Create_ServerSilent_TimesOutAndIsNotSentAgain()
    {
        var time = new ManualTime();
        var arrived = new TaskCompletionSource();
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new StandInServer(_ =>
        {
            arrived.TrySetResult();
            return never.Task;
        });
        using var client = server.Client(SharedServer.Options with { TimeProvider = time });

        // What could not be created in time may exist: asking again is the caller's to decide.
        var creation = client.CreateAsync(Given.ConfigMap("default", "one"), Cancel);
        await arrived.Task.WaitAsync(Cancel);
        time.Advance(SharedServer.Options.Timeouts.Request);
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => creation);

        Assert.Equal("Timeout", refusal.Reason);
        Assert.Single(server.Requests);
        never.SetResult();
    }

    [Fact]
    public async Task Watch_GarbageCutAndSilence_GoesOnAfterEach()
    {
        var round = 0;
        using var server = new StandInServer(async context =>
        {
            if (!context.Request.Url!.Query.Contains("watch=true", StringComparison.Ordinal))
            {
                await StandInServer.WriteAsync(context, 200, """{"metadata":{"resourceVersion":"5"},"items":null}""");
                return;
            }

            switch (++round)
            {
                case 1:
                    await LineAsync(context, "<garbage>\n");
                    break;
                case 2:
                    await LineAsync(context, """{"type":"ADDED","object":""");
                    context.Response.Abort();
                    break;
                case 3:
                    await Task.Delay(Timeout.Infinite, Cancel).ContinueWith(_ => { }, TaskScheduler.Default);
                    break;
                default:
                    await LineAsync(context, $$"""{"type":"ADDED","object":{{Map}}}{{'\n'}}""");
                    await Task.Delay(Timeout.Infinite, Cancel).ContinueWith(_ => { }, TaskScheduler.Default);
                    break;
            }
        });
        var options = SharedServer.Options with { Timeouts = new KubernetesClientTimeouts { WatchIdle = TimeSpan.FromSeconds(1), Request = TimeSpan.FromSeconds(1) } };
        using var client = server.Client(options);
        await using var probe = new WatchProbe<V1ConfigMap>(client, new ListOptions { Namespace = "default" });

        // Three failures in a row: the third leads to a list, hence the second Synced.
        Assert.Equal(["Synced", "Synced", "Added one"], await probe.NextAsync(3));
    }

    [Fact]
    public async Task Watch_ObjectThatDoesNotFit_IsLeftOutAndTheOthersAreReported()
    {
        using var server = new StandInServer(async context =>
        {
            if (!context.Request.Url!.Query.Contains("watch=true", StringComparison.Ordinal))
            {
                await StandInServer.WriteAsync(context, 200, """{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"bad"},"data":[]}]}""");
                return;
            }

            await LineAsync(context, """{"type":"ADDED","object":{"metadata":{"name":"bad","resourceVersion":"6"},"data":[]}}""" + "\n");
            await LineAsync(context, $$"""{"type":"ADDED","object":{{Map}}}{{'\n'}}""");
            await Task.Delay(Timeout.Infinite, Cancel).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var client = server.Client();
        await using var probe = new WatchProbe<V1ConfigMap>(client, new ListOptions { Namespace = "default" });

        Assert.Equal(["Synced", "Added one"], await probe.NextAsync(2));
        await Assert.ThrowsAsync<KubernetesException>(
            async () => await client.ListAsync<V1ConfigMap>(new ListOptions(), Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task ReadLog_Follow_GivesLinesAsTheyCome()
    {
        var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new StandInServer(async context =>
        {
            await LineAsync(context, "one\n");
            await more.Task;
            await LineAsync(context, "two\n");
        });
        using var client = server.Client();

        await using var log = await client.ReadLogAsync("pod", "default", new LogOptions { Container = "main", Follow = true, TailLines = 3 }, Cancel);
        using var lines = new StreamReader(log);

        Assert.Equal("one", await lines.ReadLineAsync(Cancel));
        more.SetResult();
        Assert.Equal("two", await lines.ReadLineAsync(Cancel));
        Assert.Null(await lines.ReadLineAsync(Cancel));
        Assert.Equal("GET /api/v1/namespaces/default/pods/pod/log?container=main&follow=true&tailLines=3", server.Requests.Single());
    }

    // Takes a request and resets the connection: whether it was handled, nobody can tell.
    private static async Task<int> CutEachAsync(TcpListener listener)
    {
        for (var requests = 0; ; requests++)
        {
            try
            {
                using var socket = await listener.AcceptSocketAsync();
                await socket.ReceiveAsync(new byte[64 * 1024]);
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception exception) when (exception is SocketException or InvalidOperationException)
            {
                return requests;
            }
        }
    }

    private static StandInServer Refusing(int times, int status, string? retryAfter = null)
    {
        var left = times;
        return new StandInServer(context =>
        {
            if (left-- <= 0)
            {
                return StandInServer.WriteAsync(context, 200, Map);
            }

            if (retryAfter is not null)
            {
                context.Response.Headers["Retry-After"] = retryAfter;
            }

            return StandInServer.WriteAsync(context, status, "");
        });
    }

    private static async Task LineAsync(HttpListenerContext context, string text)
    {
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
        await context.Response.OutputStream.FlushAsync();
    }
}
