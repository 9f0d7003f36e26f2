using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Tests;

/// <summary>A store whose objects a test can see, change and make fail.</summary>
internal sealed class MemoryStore : IObjectStore
{
    private int _puts;
    private int _deletes;
    private int _stats;

    public ConcurrentDictionary<string, byte[]> Objects { get; private init; } = new(StringComparer.Ordinal);

    public string Address => "memory://test";

    /// <summary>Called before each put with its number, from 1, and key; what it throws
    /// is what the store does.</summary>
    public Action<int, string>? BeforePut { get; set; }

    /// <summary>Called before each get with the key.</summary>
    public Action<string>? BeforeGet { get; set; }

    /// <summary>Awaited within each put, with the key: as long as it lasts, so long the put does.</summary>
    public Func<string, CancellationToken, Task>? DuringPut { get; set; }

    /// <summary>Awaited within each get, with the key.</summary>
    public Func<string, CancellationToken, Task>? DuringGet { get; set; }

    /// <summary>Called before each delete with its number, from 1, and key; what it throws is what the store
    /// does.</summary>
    public Action<int, string>? BeforeDelete { get; set; }

    /// <summary>Which keys no listing shows, as in a store whose index lags.</summary>
    public Func<string, bool>? Hides { get; set; }

    /// <summary>When objects were written, where a test says so; the others are as old as can be.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> Times { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>The clock that writes <see cref="Times"/>; null when only the test does.</summary>
    public TimeProvider? Clock { get; init; }

    public int Puts => _puts;

    public int Deletes => _deletes;

    public int Stats => _stats;

    public MemoryStore Copy() =>
        new()
        {
            Objects = new(
                Objects.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToArray())), StringComparer.Ordinal),
            Times = new(Times, StringComparer.Ordinal),
        };

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var number = Interlocked.Increment(ref _puts);
        BeforePut?.Invoke(number, key);
        await (DuringPut?.Invoke(key, cancellationToken) ?? Task.CompletedTask);
        if (!ifAbsent)
        {
            throw new InvalidOperationException($"{key} could replace what is there: a repository writes once");
        }

        if (!Objects.TryAdd(key, content.ToArray()))
        {
            throw new StoreException(StoreFailure.AlreadyExists, $"{key} exists");
        }

        if (Clock is not null)
        {
            Times[key] = Clock.GetUtcNow();
        }
    }

    public async Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BeforeGet?.Invoke(key);
        await (DuringGet?.Invoke(key, cancellationToken) ?? Task.CompletedTask);
        if (!Objects.TryGetValue(key, out var content))
        {
            throw new StoreException(StoreFailure.NotFound, $"{key} is not there");
        }

        var (offset, length) = range is { } wanted ? (wanted.Offset, wanted.Length) : (0, content.Length);
        return offset + length <= content.Length
            ? new MemoryStream(content, (int)offset, (int)length, writable: false)
            : throw new StoreException(StoreFailure.Truncated, $"{key} is shorter");
    }

    public Task<StoredObject?> StatAsync(string key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _stats);
        return Task.FromResult(Objects.TryGetValue(key, out var content) ? Describe(key, content) : null);
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (prefix.Length > 0 && !prefix.EndsWith('/'))
        {
            throw new ArgumentException($"stores list whole folders, not {prefix}", nameof(prefix));
        }

        foreach (var (key, content) in Objects.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            await Task.Yield();
            if (key.StartsWith(prefix, StringComparison.Ordinal) && Hides?.Invoke(key) != true)
            {
                yield return Describe(key, content);
            }
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _deletes);
        BeforeDelete?.Invoke(number, key);
        Objects.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }

    private StoredObject Describe(string key, byte[] content) =>
        new(key, content.Length, Times.GetValueOrDefault(key, DateTimeOffset.UnixEpoch));
}
