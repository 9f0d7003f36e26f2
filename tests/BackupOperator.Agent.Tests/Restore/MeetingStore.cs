using BackupOperator.Storage;
using BackupOperator.Testing;

namespace BackupOperator.Agent.Tests.Restore;

/// <summary>A store that gives content only when enough of it is asked for at once.</summary>
internal sealed class MeetingStore(IObjectStore inner) : IObjectStore
{
    // Chunk lists of some ranges are shorter: they have to come first, for they say what else there is.
    private const int LeastContentBytes = 64 * 1024;

    /// <summary>Those who wait for one another; null while nobody has to.</summary>
    public Rendezvous? Gets { get; set; }

    public string Address => inner.Address;

    public async Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        if (Gets is { } gets && range?.Length >= LeastContentBytes)
        {
            await gets.EnterAsync(cancellationToken);
        }

        return await inner.GetAsync(key, range, cancellationToken);
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken) =>
        inner.PutAsync(key, content, ifAbsent, cancellationToken);

    public Task<StoredObject?> StatAsync(string key, CancellationToken cancellationToken) =>
        inner.StatAsync(key, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    public void Dispose() => inner.Dispose();
}
