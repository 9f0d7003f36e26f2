using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BackupOperator.Repository.Tests.Wrapping.Kms;

/// <summary>A KMS that keeps real keys and seals with AES-256-GCM under the encryption context, speaks the protocol of
/// the real one (JSON 1.1 over HTTP), and refuses as a test tells it to.</summary>
/// <remarks>The distribution has no server that speaks KMS; signatures are not checked, access keys are.</remarks>
internal sealed class StandInKms : IAsyncDisposable
{
    public const string AccessKey = "AKIASTANDIN";

    private readonly HttpListener _listener;
    private readonly Task _serving;
    private readonly ConcurrentDictionary<string, byte[]> _keys = new();

    public StandInKms()
    {
        (_listener, Endpoint) = Listen();
        _serving = ServeAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>The error code that every call is refused with, and the status; null when nothing is wrong.</summary>
    public (string Code, int Status)? Refusal { get; set; }

    /// <summary>The operations that were asked for, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public static string ArnOf(string key) => $"arn:aws:kms:eu-central-1:111122223333:key/{key}";

    /// <summary>Makes a key and returns its id.</summary>
    public string CreateKey()
    {
        var id = Guid.NewGuid().ToString();
        _keys[id] = RandomNumberGenerator.GetBytes(32);
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private static (HttpListener Listener, Uri Endpoint) Listen()
    {
        for (var attempt = 0; ; attempt++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
            probe.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add(endpoint.AbsoluteUri);
            try
            {
                listener.Start();
                return (listener, endpoint);
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                // Another process was given the port in between.
            }
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var (status, answer) = Answer(context.Request);
                var body = Encoding.UTF8.GetBytes(answer.ToJsonString());
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/x-amz-json-1.1";
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private (int Status, JsonObject Answer) Answer(HttpListenerRequest request)
    {
        var operation = request.Headers["X-Amz-Target"] ?? "";
        Calls.Enqueue(operation);
        if (Refusal is { } refusal)
        {
            return Refuse(refusal.Code, refusal.Status);
        }

        if (request.Headers["Authorization"]?.Contains($"Credential={AccessKey}/", StringComparison.Ordinal) != true)
        {
            return Refuse("UnrecognizedClientException");
        }

        var body = JsonNode.Parse(request.InputStream)!.AsObject();
        return operation switch
        {
            "TrentService.Encrypt" => Encrypt(body),
            "TrentService.Decrypt" => Decrypt(body),
            _ => Refuse("UnknownOperationException"),
        };
    }

    private (int Status, JsonObject Answer) Encrypt(JsonObject body)
    {
        if (Find(body) is not { } id)
        {
            return Refuse("NotFoundException");
        }

        var plain = Convert.FromBase64String((string)body["Plaintext"]!);
        var nonce = RandomNumberGenerator.GetBytes(12);
        var (sealedBytes, tag) = (new byte[plain.Length], new byte[16]);
        using var cipher = new AesGcm(_keys[id], tag.Length);
        cipher.Encrypt(nonce, plain, sealedBytes, tag, Context(body));
        byte[] blob = [.. Encoding.ASCII.GetBytes(id), .. nonce, .. tag, .. sealedBytes];
        return (200, new JsonObject { ["CiphertextBlob"] = Convert.ToBase64String(blob), ["KeyId"] = ArnOf(id) });
    }

    private (int Status, JsonObject Answer) Decrypt(JsonObject body)
    {
        if (Find(body) is not { } id)
        {
            return Refuse("NotFoundException");
        }

        var blob = Convert.FromBase64String((string)body["CiphertextBlob"]!);
        if (blob.Length < 64 || Encoding.ASCII.GetString(blob, 0, 36) is not { } sealedWith || !_keys.ContainsKey(sealedWith))
        {
            return Refuse("InvalidCiphertextException");
        }

        if (sealedWith != id)
        {
            return Refuse("IncorrectKeyException");
        }

        var plain = new byte[blob.Length - 64];
        using var cipher = new AesGcm(_keys[id], 16);
        try
        {
            cipher.Decrypt(blob.AsSpan(36, 12), blob.AsSpan(64), blob.AsSpan(48, 16), plain, Context(body));
        }
        catch (AuthenticationTagMismatchException)
        {
            return Refuse("InvalidCiphertextException");
        }

        return (200, new JsonObject { ["Plaintext"] = Convert.ToBase64String(plain), ["KeyId"] = ArnOf(id) });
    }

    // By id or by ARN, as the real one.
    private string? Find(JsonObject body)
    {
        var id = ((string)body["KeyId"]!).Split('/')[^1];
        return _keys.ContainsKey(id) ? id : null;
    }

    private static byte[] Context(JsonObject body) => JsonSerializer.SerializeToUtf8Bytes(
        new SortedDictionary<string, string>(
            body["EncryptionContext"].Deserialize<Dictionary<string, string>>() ?? [], StringComparer.Ordinal));

    private static (int Status, JsonObject Answer) Refuse(string code, int status = 400) =>
        (status, new JsonObject { ["__type"] = code, ["message"] = "do not repeat me" });
}
