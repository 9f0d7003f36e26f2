namespace BackupOperator.Storage;

/// <summary>A flat space of named, immutable objects: a bucket below a prefix, or a directory.</summary>
/// <remarks>
/// What every implementation and every decorator owes, proven by one contract test suite:
/// <list type="bullet">
/// <item>A key is one or more segments joined by '/', each of <c>A–Z a–z 0–9 . _ -</c> and neither "." nor "..";
/// anything else throws <see cref="ArgumentException"/>.</item>
/// <item>An object becomes visible whole or not at all, under its key; after <see cref="PutAsync"/> returns it is
/// durable and both <see cref="GetAsync"/> and <see cref="ListAsync"/> show it.</item>
/// <item>Deleting is idempotent and never needs to write.</item>
/// <item>Every failure is a <see cref="StoreException"/> whose <see cref="StoreException.Failure"/> says what a person
/// has to mend; only <see cref="StoreException.IsTransient"/> failures may be tried again.</item>
/// <item>All members are safe to call concurrently. Buffers stay the caller's; none is kept after the call.</item>
/// </list>
/// </remarks>
public interface IObjectStore : IDisposable
{
    /// <summary>Where objects go, for people: <c>s3://bucket/prefix</c> or
    /// <c>file:///path</c>. Holds no secret.</summary>
    string Address { get; }

    /// <summary>Stores <paramref name="content"/> under <paramref name="key"/>.</summary>
    /// <param name="key">The object's key, relative to <see cref="Address"/>.</param>
    /// <param name="content">The whole object; at most 64 MiB and some.</param>
    /// <param name="ifAbsent">Refuse with <see cref="StoreFailure.AlreadyExists"/> when the key is taken.
    /// A store that cannot decide this atomically checks first; keys are unique by
    /// construction, so this is a second lock.</param>
    /// <param name="cancellationToken">Ends the call; the object is then stored whole or not at all.</param>
    Task PutAsync(string key, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken);

    /// <summary>Opens an object, or a part of it, for reading. The caller disposes the stream.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="range">The bytes wanted, or null for all. A range that reaches past the end throws
    /// <see cref="StoreFailure.Truncated"/>; it never returns fewer bytes silently.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="StoreException">With <see cref="StoreFailure.NotFound"/> when
    /// there is no such object.</exception>
    Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken);

    /// <summary>Size and time of an object, or null when there is none.</summary>
    Task<StoredObject?> StatAsync(string key, CancellationToken cancellationToken);

    /// <summary>All objects whose key begins with <paramref name="prefix"/>, in ordinal
    /// order of their keys, page by page.</summary>
    /// <param name="prefix">Empty for all; otherwise whole segments ending in '/'.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes an object; one that is not there is no error.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Deletes many objects, in any order. One that the store keeps does not stop the others.</summary>
    /// <param name="keys">The objects' keys; those that are not there are no error.</param>
    /// <param name="cancellationToken">Ends the call; some objects are then deleted.</param>
    /// <returns>The objects that stay: under a retention, or for want of a permission.</returns>
    /// <exception cref="StoreException">The store failed otherwise; some objects are deleted.</exception>
    Task<IReadOnlyList<UndeletedObject>> DeleteManyAsync(
        IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        SingleDeletes.RunAsync(this, keys, cancellationToken);

    /// <summary>The rest of <see cref="ListAsync"/> behind a key, so that a broken
    /// listing goes on where it stood.</summary>
    /// <param name="prefix">Empty for all; otherwise whole segments ending in '/'.</param>
    /// <param name="after">Only objects whose key comes behind this one in ordinal order.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    IAsyncEnumerable<StoredObject> ListAfterAsync(string prefix, string after, CancellationToken cancellationToken)
        => ListAsync(prefix, cancellationToken).Where(stored => string.CompareOrdinal(stored.Key, after) > 0);

    /// <summary>The room of the store, or null when it has no bounds that it could tell.</summary>
    Task<StoreCapacity?> GetCapacityAsync(CancellationToken cancellationToken) => Task.FromResult<StoreCapacity?>(null);
}
