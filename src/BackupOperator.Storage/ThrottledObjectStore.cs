using BackupOperator.Storage.Streams;

namespace BackupOperator.Storage;

/// <summary>Bounds the bytes a second that go to a store and come from it, both together.</summary>
/// <remarks>What is read passes evenly. An object that is stored waits until all of it may pass and then goes at once:
/// the mean is kept, not the moment. Waiting counts against no time limit.</remarks>
internal sealed class ThrottledObjectStore(IObjectStore inner, BytePacer pacer) : IObjectStore
{
    public string Address => inner.Address;

    public async Task PutAsync(
        string key, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken)
    {
        ObjectKey.Require(key);
        await pacer.TakeAsync(content.Length, cancellationToken);
        await inner.PutAsync(key, content, ifAbsent, cancellationToken);
    }

    public async Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        var opened = await inner.GetAsync(key, range, cancellationToken);
        return opened is ObjectStream stream ? new ThrottledStream(stream, pacer) : opened;
    }

    public Task<StoredObject?> StatAsync(string key, CancellationToken cancellationToken)
        => inner.StatAsync(key, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken)
        => inner.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAfterAsync(
        string prefix, string after, CancellationToken cancellationToken)
        => inner.ListAfterAsync(prefix, after, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
        => inner.DeleteAsync(key, cancellationToken);

    public Task<IReadOnlyList<UndeletedObject>> DeleteManyAsync(
        IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
        => inner.DeleteManyAsync(keys, cancellationToken);

    public Task<StoreCapacity?> GetCapacityAsync(CancellationToken cancellationToken)
        => inner.GetCapacityAsync(cancellationToken);

    public void Dispose() => inner.Dispose();
}
