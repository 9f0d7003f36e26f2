using BackupOperator.Storage.Streams;

namespace BackupOperator.Storage;

/// <summary>Counts calls, bytes and failures into a <see cref="StoreMeter"/>.</summary>
internal sealed class MeteredObjectStore(IObjectStore inner, StoreMeter meter) : IObjectStore
{
    public string Address => inner.Address;

    public async Task PutAsync(
        string key, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken)
    {
        await CountAsync(async () =>
        {
            await inner.PutAsync(key, content, ifAbsent, cancellationToken);
            return true;
        });
        meter.CountSent(content.Length);
    }

    public async Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        var opened = await CountAsync(() => inner.GetAsync(key, range, cancellationToken));
        return opened is ObjectStream stream ? new MeteredStream(stream, meter) : opened;
    }

    public Task<StoredObject?> StatAsync(string key, CancellationToken cancellationToken)
        => CountAsync(() => inner.StatAsync(key, cancellationToken));

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken)
        => CountAsync(inner.ListAsync(prefix, cancellationToken));

    public IAsyncEnumerable<StoredObject> ListAfterAsync(
        string prefix, string after, CancellationToken cancellationToken)
        => CountAsync(inner.ListAfterAsync(prefix, after, cancellationToken));

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => CountAsync(async () =>
    {
        await inner.DeleteAsync(key, cancellationToken);
        return true;
    });

    public Task<IReadOnlyList<UndeletedObject>> DeleteManyAsync(
        IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
        => CountAsync(() => inner.DeleteManyAsync(keys, cancellationToken));

    // No request: a filesystem answers from memory, a bucket not at all.
    public Task<StoreCapacity?> GetCapacityAsync(CancellationToken cancellationToken) =>
        inner.GetCapacityAsync(cancellationToken);

    public void Dispose() => inner.Dispose();

    private async Task<T> CountAsync<T>(Func<Task<T>> call)
    {
        meter.CountRequest();
        try
        {
            return await call();
        }
        catch (StoreException exception)
        {
            meter.CountFailure(exception.Failure);
            throw;
        }
    }

    private async IAsyncEnumerable<StoredObject> CountAsync(IAsyncEnumerable<StoredObject> objects)
    {
        meter.CountRequest();
        await using var enumerator = objects.GetAsyncEnumerator(CancellationToken.None);
        while (await NextAsync(enumerator))
        {
            yield return enumerator.Current;
        }
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<StoredObject> objects)
    {
        try
        {
            return await objects.MoveNextAsync();
        }
        catch (StoreException exception)
        {
            meter.CountFailure(exception.Failure);
            throw;
        }
    }
}
