using BackupOperator.Storage;

namespace BackupOperator.Repository.Tests;

/// <summary>Stores every object, then claims that it was there: a retried put whose first answer was lost.</summary>
internal sealed class AnswerLosingStore : IObjectStore
{
    private readonly MemoryStore _store = new();

    public string Address => _store.Address;

    public async Task PutAsync(
        string key, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken)
    {
        await _store.PutAsync(key, content, ifAbsent, cancellationToken);
        throw new StoreException(StoreFailure.AlreadyExists, $"{key} exists");
    }

    public Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken) =>
        _store.GetAsync(key, range, cancellationToken);

    public Task<StoredObject?> StatAsync(string key, CancellationToken cancellationToken) =>
        _store.StatAsync(key, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
        _store.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        _store.DeleteAsync(key, cancellationToken);

    public void Dispose() => _store.Dispose();
}
