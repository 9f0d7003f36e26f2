using System.Runtime.CompilerServices;
using BackupOperator.Storage.Streams;

namespace BackupOperator.Storage;

/// <summary>Bounds every call, every page of a listing and every read of a stream in
/// time: a store that hangs is unreachable.</summary>
internal sealed class TimedObjectStore(IObjectStore inner, TimeoutOptions timeouts, TimeProvider clock) : IObjectStore
{
    public string Address => inner.Address;

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken)
        => RunAsync(
            token => WithoutResultAsync(inner.PutAsync(key, content, ifAbsent, token)),
            timeouts.ForTransfer(content.Length),
            $"writing {key}",
            cancellationToken);

    public async Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        var opened = await RunAsync(
            token => inner.GetAsync(key, range, token), timeouts.Call, $"opening {key}", cancellationToken);
        return opened is ObjectStream stream ? new TimedStream(stream, $"{Address}/{key}", timeouts, clock) : opened;
    }

    public Task<StoredObject?> StatAsync(string key, CancellationToken cancellationToken)
        => RunAsync(token => inner.StatAsync(key, token), timeouts.Call, $"looking up {key}", cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken)
        => ListAsync(token => inner.ListAsync(prefix, token), prefix, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAfterAsync(
        string prefix, string after, CancellationToken cancellationToken)
        => ListAsync(token => inner.ListAfterAsync(prefix, after, token), prefix, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
        => RunAsync(
            token => WithoutResultAsync(inner.DeleteAsync(key, token)), timeouts.Call, $"deleting {key}",
            cancellationToken);

    public Task<IReadOnlyList<UndeletedObject>> DeleteManyAsync(
        IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
        => RunAsync(
            token => inner.DeleteManyAsync(keys, token), timeouts.ForDeletes(keys.Count),
            $"deleting {keys.Count} objects", cancellationToken);

    public Task<StoreCapacity?> GetCapacityAsync(CancellationToken cancellationToken)
        => RunAsync(inner.GetCapacityAsync, timeouts.Call, "asking for free room", cancellationToken);

    public void Dispose() => inner.Dispose();

    private async IAsyncEnumerable<StoredObject> ListAsync(
        Func<CancellationToken, IAsyncEnumerable<StoredObject>> list,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One token for the whole listing, cancelled by whichever step is too slow.
        using var listing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var objects = list(listing.Token).GetAsyncEnumerator(CancellationToken.None);
        var stepping = true;
        try
        {
            while (await StepAsync(objects, prefix, listing, cancellationToken))
            {
                stepping = false;
                yield return objects.Current;
                stepping = true;
            }
        }
        finally
        {
            // One that threw has ended by itself; one whose step was left behind must not be touched.
            if (!stepping)
            {
                await objects.DisposeAsync();
            }
        }
    }

    private async ValueTask<bool> StepAsync(
        IAsyncEnumerator<StoredObject> objects,
        string prefix,
        CancellationTokenSource listing,
        CancellationToken cancellationToken)
    {
        // Most objects come from a page already here: no timer for those.
        var step = objects.MoveNextAsync();
        return step.IsCompleted
            ? await step
            : await RunAsync(
                token => CancelWithAsync(step, listing, token), timeouts.Call, $"listing {prefix}", cancellationToken);
    }

    private static async Task<bool> CancelWithAsync(
        ValueTask<bool> step, CancellationTokenSource listing, CancellationToken cancellationToken)
    {
        await using var _ = cancellationToken.Register(listing.Cancel);
        return await step;
    }

    private Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> call, TimeSpan limit, string subject, CancellationToken cancellationToken)
        => Deadline.RunAsync(call, limit, $"{Address}: {subject}", clock, cancellationToken);

    private static async Task<bool> WithoutResultAsync(Task call)
    {
        await call;
        return true;
    }
}
