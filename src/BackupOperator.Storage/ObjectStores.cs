using BackupOperator.Storage.FileSystem;
using BackupOperator.Storage.S3;

namespace BackupOperator.Storage;

/// <summary>Opens stores: the one place that knows which decorators stand around a
/// backend, and in which order.</summary>
public static class ObjectStores
{
    /// <summary>Opens a store. Reads the certificate file if there is one; the store
    /// itself is first asked by the first call.</summary>
    /// <param name="options">Where the store is and how it is spoken to.</param>
    /// <param name="meter">Counts what goes over the wire, failed attempts included; null when nobody asks.</param>
    /// <param name="timeProvider">The clock of timeouts and delays; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is missing or malformed.</exception>
    /// <exception cref="StoreException">A file that the options name cannot be read.</exception>
    public static IObjectStore Open(
        ObjectStoreOptions options, StoreMeter? meter = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var clock = timeProvider ?? TimeProvider.System;

        // Retry stands outside: each attempt has its own time limit and is counted by itself.
        IObjectStore store = OpenBackend(options, clock);
        store = new TimedObjectStore(store, options.Timeouts, clock);
        store = new MeteredObjectStore(store, meter ?? new StoreMeter());

        // Inside of retry, so that repeated bytes count; outside of time limits, so that waiting does not.
        if (options.LimitBytesPerSecond is { } limit)
        {
            store = new ThrottledObjectStore(store, new BytePacer(limit, clock));
        }

        return new RetryingObjectStore(store, options.Retry, clock);
    }

    private static IObjectStore OpenBackend(ObjectStoreOptions options, TimeProvider clock) => options switch
    {
        FileSystemStoreOptions fileSystem => new FileSystemObjectStore(fileSystem, clock),
        S3StoreOptions s3 => new S3ObjectStore(s3, clock),
        _ => throw new ArgumentException($"no backend for {options.GetType().Name}", nameof(options)),
    };
}
