using System.Runtime.CompilerServices;

namespace BackupOperator.Storage.Tests.Faults;

/// <summary>Stands before a store and breaks calls by a plan that a seed gives: before they are done, or after, so that
/// only the answer is lost; streams and listings break off; other calls are delayed, so that they overtake each
/// other.</summary>
internal sealed class PlannedFaultStore(IObjectStore inner, int seed, int percent) : IObjectStore
{
    private readonly Random random = new(seed);
    private readonly Lock guard = new();

    private enum Fault
    {
        None,
        Delay,
        Fail,
        LoseAnswer,
        BreakOff,
    }

    public string Address => inner.Address;

    /// <summary>How many calls were broken.</summary>
    public int Broken { get; private set; }

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken)
        => RunAsync(async () =>
        {
            await inner.PutAsync(key, content, ifAbsent, cancellationToken);
            return true;
        });

    public async Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        var breaksOff = Next() == Fault.BreakOff;
        var stream = await RunAsync(() => inner.GetAsync(key, range, cancellationToken));
        return breaksOff ? new BreakingStream(stream, Roll(0, (int)Math.Max(1, stream.Length))) : stream;
    }

    public Task<StoredObject?> StatAsync(string key, CancellationToken cancellationToken)
        => RunAsync(() => inner.StatAsync(key, cancellationToken));

    public async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = Next() == Fault.BreakOff ? Roll(0, 4) : int.MaxValue;
        await foreach (var stored in inner.ListAsync(prefix, cancellationToken))
        {
            if (left-- == 0)
            {
                throw Failure();
            }

            yield return stored;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => RunAsync(async () =>
    {
        await inner.DeleteAsync(key, cancellationToken);
        return true;
    });

    // The inner store stays the test's: it looks at what is left.
    public void Dispose()
    {
    }

    private static StoreException Failure() => new(StoreFailure.Unreachable, "broken by the plan");

    private async Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        switch (Next())
        {
            case Fault.Fail:
                throw Failure();
            case Fault.LoseAnswer:
                (await call() as IDisposable)?.Dispose();
                throw Failure();
            case Fault.Delay:
                for (var turns = Roll(1, 20); turns > 0; turns--)
                {
                    await Task.Yield();
                }

                break;
        }

        return await call();
    }

    private Fault Next()
    {
        lock (guard)
        {
            if (random.Next(100) >= percent)
            {
                return random.Next(4) == 0 ? Fault.Delay : Fault.None;
            }

            Broken++;
            return (Fault)random.Next((int)Fault.Fail, (int)Fault.BreakOff + 1);
        }
    }

    private int Roll(int from, int to)
    {
        lock (guard)
        {
            return random.Next(from, to);
        }
    }

    private sealed class BreakingStream(Stream inner, long left) : Stream
    {
        private long left = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (left <= 0)
            {
                throw Failure();
            }

            var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
            left -= read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
