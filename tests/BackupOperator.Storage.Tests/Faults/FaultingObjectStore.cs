using System.Runtime.CompilerServices;
using BackupOperator.Storage.Streams;

namespace BackupOperator.Storage.Tests.Faults;

/// <summary>Stands before a real store and breaks two calls of five: one before it is done, one after, so that only the
/// answer is lost. Streams and listings break in the middle.</summary>
internal sealed class FaultingObjectStore(IObjectStore inner) : IObjectStore
{
    private int calls;

    public string Address => inner.Address;

    /// <summary>How many calls were broken.</summary>
    internal int Broken { get; private set; }

    public async Task PutAsync(
        string key, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken)
        => await BreakAsync(async () =>
        {
            await inner.PutAsync(key, content, ifAbsent, cancellationToken);
            return true;
        });

    public async Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        var stream = (ObjectStream)await BreakAsync(() => inner.GetAsync(key, range, cancellationToken));
        return new BreakingStream(stream);
    }

    public Task<StoredObject?> StatAsync(string key, CancellationToken cancellationToken)
        => BreakAsync(() => inner.StatAsync(key, cancellationToken));

    public async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var shown = 0;
        await foreach (var stored in inner.ListAsync(prefix, cancellationToken))
        {
            if (shown++ == 2)
            {
                Broken++;
                throw Failure();
            }

            yield return stored;
        }
    }

    public async IAsyncEnumerable<StoredObject> ListAfterAsync(
        string prefix, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var shown = 0;
        await foreach (var stored in inner.ListAfterAsync(prefix, after, cancellationToken))
        {
            if (shown++ == 2)
            {
                Broken++;
                throw Failure();
            }

            yield return stored;
        }
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken) => await BreakAsync(async () =>
    {
        await inner.DeleteAsync(key, cancellationToken);
        return true;
    });

    public Task<IReadOnlyList<UndeletedObject>> DeleteManyAsync(
        IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
        => BreakAsync(() => inner.DeleteManyAsync(keys, cancellationToken));

    public void Dispose() => inner.Dispose();

    private static StoreException Failure() => new(StoreFailure.Unreachable, "broken on purpose");

    private async Task<T> BreakAsync<T>(Func<Task<T>> call)
    {
        // An odd period: a repeated pair of calls must not meet the same faults for ever.
        var turn = Interlocked.Increment(ref calls) % 5;
        if (turn == 1)
        {
            Broken++;
            throw Failure();
        }

        var result = await call();
        if (turn != 3)
        {
            return result;
        }

        Broken++;
        (result as IDisposable)?.Dispose();
        throw Failure();
    }

    /// <summary>Breaks after a third of what is left, and not at all when little is left.</summary>
    private sealed class BreakingStream(ObjectStream inner) : ObjectStream
    {
        private readonly long breakAt = inner.Length > 1000 ? inner.Length * 2 / 3 : long.MaxValue;
        private long position;

        public override string Identity => inner.Identity;

        public override long Length => inner.Length;

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (position >= breakAt)
            {
                throw Failure();
            }

            var read = await inner.ReadAsync(
                buffer[..(int)Math.Min(buffer.Length, breakAt - position)], cancellationToken);
            position += read;
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
