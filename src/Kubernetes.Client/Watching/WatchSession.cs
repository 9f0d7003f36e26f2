using System.Text.Json;
using Kubernetes.Client.Configuration;
using Kubernetes.Client.Http;
using Kubernetes.Client.Objects;
using Microsoft.Extensions.Logging;
using k8s.Models;

namespace Kubernetes.Client.Watching;

/// <summary>One watch over all its connections: lists, follows, and begins again where it must.</summary>
internal sealed class WatchSession<T>(
    ListOptions selection, PageReader pages, WatchConnector connector, EntityJson json, KubernetesClientOptions options)
    : IAsyncDisposable where T : class, IKubernetesObject
{
    /// <summary>A server that came back from a backup may not know the version: after so many refusals a list is asked instead.</summary>
    private const int FailuresUntilList = 3;

    private readonly ResourceDescriptor resource = ResourceDescriptor.Of(typeof(T));
    private readonly ClientMetrics metrics = new(options.Registry);
    private readonly ILogger logger = options.LoggerFactory.CreateLogger("Kubernetes.Client");
    private readonly KnownObjects<T> known = new();
    private readonly ListCursor cursor = new(selection.PageSize);
    private WatchStream? stream;
    private string? version;
    private int failures;
    private bool heard;

    /// <summary>What happened next; may be nothing. Failures that time may heal are logged and waited out here.</summary>
    /// <exception cref="KubernetesException">The server will never accept what is asked, such as a selector.</exception>
    public async Task<IReadOnlyList<WatchEvent<T>>> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await StepAsync(cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsExpired)
        {
            await ExpireAsync();
        }
        catch (Exception exception) when (IsTransient(exception))
        {
            await FailAsync(exception, cancellationToken);
        }

        return [];
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private async Task<IReadOnlyList<WatchEvent<T>>> StepAsync(CancellationToken cancellationToken)
    {
        // Step 1: a list gives the ground and the version from which to watch.
        if (version is null)
        {
            return await ListPageAsync(cancellationToken);
        }

        // Step 2: a connection.
        if (stream is null)
        {
            heard = false;
            stream = await connector.OpenAsync(resource, selection, version, cancellationToken);
            return [];
        }

        // Step 3: what it says, until it ends.
        if (await stream.ReadLineAsync(cancellationToken) is { } line)
        {
            return Read(line);
        }

        await EndAsync(cancellationToken);
        return [];
    }

    private async Task<IReadOnlyList<WatchEvent<T>>> ListPageAsync(CancellationToken cancellationToken)
    {
        if (cursor.IsAtStart)
        {
            known.BeginList();
        }

        var page = await pages.ReadAsync<T>(selection, cursor.Limit, cursor.Next, cancellationToken);
        foreach (var description in page.Unreadable)
        {
            ClientLog.Unreadable(logger, resource.Kind, description);
        }

        var changes = page.Items.SelectMany(known.Set).ToList();
        cursor.MoveTo(page.Metadata.ContinueProperty);
        if (cursor.IsAtStart)
        {
            version = page.Metadata.ResourceVersion;
            changes.AddRange(known.EndList());
        }

        return changes;
    }

    private List<WatchEvent<T>> Read(byte[] line)
    {
        var frame = JsonSerializer.Deserialize(line, json.TypeInfo<WatchFrame>()) ?? throw new JsonException("null instead of an event");
        if (frame.Type == "ERROR")
        {
            var status = frame.Object.Deserialize(json.TypeInfo<V1Status>()) ?? new V1Status();
            throw Refusal.From(status, (System.Net.HttpStatusCode)(status.Code ?? 500), $"watch {resource.Plural}");
        }

        (failures, heard) = (0, true);
        version = UnreadableObject.ResourceVersion(frame.Object) ?? version;
        return TryRead(frame.Object) is { } entity ? Change(frame, entity) : [];
    }

    // One object that does not fit must not keep the others from being seen.
    private T? TryRead(JsonElement element)
    {
        try
        {
            return EntityJson.Complete(element.Deserialize(json.TypeInfo<T>()));
        }
        catch (Exception exception) when (UnreadableObject.IsCause(exception))
        {
            ClientLog.Unreadable(logger, resource.Kind, UnreadableObject.Describe(element, exception));
            return null;
        }
    }

    private List<WatchEvent<T>> Change(WatchFrame frame, T entity) => frame.Type switch
    {
        "ADDED" or "MODIFIED" => known.Set(entity).ToList(),
        "DELETED" => known.Remove(entity).ToList(),
        "BOOKMARK" => [],
        _ => throw new JsonException($"unknown event {frame.Type}"),
    };

    // The server ends every watch after its time. One that ended without a word may be a server that cannot serve it.
    private async Task EndAsync(CancellationToken cancellationToken)
    {
        if (!heard)
        {
            await FailAsync(new IOException("the watch ended without an event or bookmark"), cancellationToken);
            return;
        }

        ClientLog.WatchEnded(logger, resource.Plural, version, "end of stream");
        metrics.WatchRestarted(resource.Plural, "ended");
        await CloseAsync();
    }

    private async Task ExpireAsync()
    {
        ClientLog.WatchExpired(logger, resource.Plural, version);
        metrics.WatchRestarted(resource.Plural, "expired");
        await CloseAsync();
        if (version is null)
        {
            cursor.Expire();
        }

        version = null;
    }

    private async Task FailAsync(Exception exception, CancellationToken cancellationToken)
    {
        await CloseAsync();
        failures++;
        if (failures % FailuresUntilList == 0)
        {
            version = null;
            cursor.Restart();
        }

        var wait = WatchBackoff.After(failures, Random.Shared.NextDouble());
        ClientLog.WatchFailed(logger, resource.Plural, wait, exception.Message);
        metrics.WatchRestarted(resource.Plural, "failed");
        await Task.Delay(wait, options.TimeProvider, cancellationToken);
    }

    private static bool IsTransient(Exception exception) => exception switch
    {
        KubernetesException refusal => !refusal.IsInvalid,
        IOException or HttpRequestException or JsonException or TimeoutException or KubernetesConfigurationException => true,
        _ => false,
    };

    private async ValueTask CloseAsync()
    {
        if (stream is not null)
        {
            await stream.DisposeAsync();
            stream = null;
        }
    }
}
