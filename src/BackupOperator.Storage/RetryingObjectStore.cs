using System.Runtime.CompilerServices;
using BackupOperator.Storage.Streams;

namespace BackupOperator.Storage;

/// <summary>Tries transient failures again. A stream that breaks goes on where it stood,
/// a listing behind its last key.</summary>
internal sealed class RetryingObjectStore(IObjectStore inner, RetryOptions options, TimeProvider clock) : IObjectStore
{
    private readonly RetryPipeline pipeline = new(options, clock);

    public string Address => inner.Address;

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken)
        => pipeline.RunAsync(
            async (before, token) =>
            {
                try
                {
                    await inner.PutAsync(key, content, ifAbsent, token);
                }
                catch (StoreException exception) when (exception.Failure == StoreFailure.AlreadyExists && before > 0)
                {
                    // An attempt whose answer was lost may have stored it: what is there is ours, or really another's.
                    if (!await HoldsAsync(key, content, token))
                    {
                        throw;
                    }
                }

                return true;
            },
            cancellationToken);

    public async Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        var opened = await pipeline.RunAsync((_, token) => inner.GetAsync(key, range, token), cancellationToken);
        return opened is ObjectStream stream
            ? new ResumingStream(inner, pipeline, key, range?.Offset ?? 0, stream, options.Attempts - 1)
            : opened;
    }

    public Task<StoredObject?> StatAsync(string key, CancellationToken cancellationToken)
        => pipeline.RunAsync((_, token) => inner.StatAsync(key, token), cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken)
        => ListAsync(prefix, null, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAfterAsync(
        string prefix, string after, CancellationToken cancellationToken)
        => ListAsync(prefix, after, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
        => pipeline.RunAsync(
            async (_, token) =>
            {
                await inner.DeleteAsync(key, token);
                return true;
            },
            cancellationToken);

    public Task<IReadOnlyList<UndeletedObject>> DeleteManyAsync(
        IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
        => pipeline.RunAsync((_, token) => inner.DeleteManyAsync(keys, token), cancellationToken);

    public Task<StoreCapacity?> GetCapacityAsync(CancellationToken cancellationToken)
        => pipeline.RunAsync((_, token) => inner.GetCapacityAsync(token), cancellationToken);

    public void Dispose() => inner.Dispose();

    private async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var objects = new ResumingListing(inner, pipeline, prefix, after, cancellationToken);
        while (await objects.MoveNextAsync())
        {
            yield return objects.Current;
        }
    }

    private async Task<bool> HoldsAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using var stored = await inner.GetAsync(key, null, cancellationToken);
        return await ContentComparison.EqualsAsync(stored, content, cancellationToken);
    }
}
