using System.Runtime.CompilerServices;

namespace BackupOperator.Storage.Tests.Faults;

/// <summary>Stands before a store and breaks calls by a plan that a seed gives, each in one of the ways in which it can
/// break: it is not done, or its answer is lost, or it breaks off; others are delayed, so that they overtake each other.
/// One that lies also says that all is well when it is not.</summary>
internal sealed class PlannedFaultStore(IObjectStore inner, int seed, int percent, bool lies = false) : IObjectStore
{
    private static readonly PlannedFault[] OfAnyCall = [PlannedFault.Fail, PlannedFault.LoseAnswer];
    private static readonly PlannedFault[] OfReads = [PlannedFault.Fail, PlannedFault.BreakOff];
    private static readonly PlannedFault[] LiesOfPuts = [PlannedFault.Swallow, PlannedFault.Shorten];
    private static readonly PlannedFault[] LiesOfReads = [PlannedFault.EndEarly];
    private static readonly PlannedFault[] LiesOfListings = [PlannedFault.Omit];

    private readonly Random random = new(seed);
    private readonly Lock guard = new();

    public string Address => inner.Address;

    /// <summary>How many calls were broken.</summary>
    public int Broken { get; private set; }

    /// <summary>In how many of them it lied.</summary>
    public int Lies { get; private set; }

    public async Task PutAsync(
        string key, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken)
    {
        var fault = Next(OfAnyCall, IsContent(key) ? LiesOfPuts : []);
        if (fault != PlannedFault.Swallow)
        {
            var stored = fault == PlannedFault.Shorten ? content[..Roll(0, content.Length)] : content;
            await RunAsync(fault, async () =>
            {
                await inner.PutAsync(key, stored, ifAbsent, cancellationToken);
                return true;
            });
        }
    }

    public async Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        var fault = Next(OfReads, LiesOfReads);
        var stream = await RunAsync(fault, () => inner.GetAsync(key, range, cancellationToken));
        return fault is PlannedFault.BreakOff or PlannedFault.EndEarly
            ? new CutStream(
                stream, Roll(0, (int)Math.Max(1, stream.Length)),
                fault == PlannedFault.BreakOff ? Failure() : null)
            : stream;
    }

    public Task<StoredObject?> StatAsync(string key, CancellationToken cancellationToken) =>
        RunAsync(Next(OfAnyCall, []), () => inner.StatAsync(key, cancellationToken));

    public async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int Within = 6;
        var fault = Next(OfReads, LiesOfListings);
        await RunAsync(fault, () => Task.FromResult(true));
        var left = Roll(0, Within);
        await foreach (var stored in inner.ListAsync(prefix, cancellationToken))
        {
            var here = left-- == 0;
            if (here && fault == PlannedFault.BreakOff)
            {
                throw Failure();
            }

            if (!here || fault != PlannedFault.Omit)
            {
                yield return stored;
            }
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        RunAsync(Next(OfAnyCall, []), async () =>
        {
            await inner.DeleteAsync(key, cancellationToken);
            return true;
        });

    // The inner store stays the test's: it looks at what is left.
    public void Dispose()
    {
    }

    private static StoreException Failure() => new(StoreFailure.Unreachable, "broken by the plan");

    // Small documents are read back soon by whoever needs them; these are not.
    private static bool IsContent(string key) =>
        key.Contains("/packs/", StringComparison.Ordinal) || key.EndsWith(".manifest", StringComparison.Ordinal);

    private async Task<T> RunAsync<T>(PlannedFault fault, Func<Task<T>> call)
    {
        switch (fault)
        {
            case PlannedFault.Fail:
                throw Failure();
            case PlannedFault.LoseAnswer:
                await call();
                throw Failure();
            case PlannedFault.Delay:
                for (var turns = Roll(1, 20); turns > 0; turns--)
                {
                    await Task.Yield();
                }

                break;
        }

        return await call();
    }

    private PlannedFault Next(PlannedFault[] faults, PlannedFault[] lying)
    {
        lock (guard)
        {
            if (random.Next(100) >= percent)
            {
                return random.Next(4) == 0 ? PlannedFault.Delay : PlannedFault.None;
            }

            Broken++;
            var all = lies ? [.. faults, .. lying] : faults;
            var fault = all[random.Next(all.Length)];
            Lies += fault >= PlannedFault.Swallow ? 1 : 0;
            return fault;
        }
    }

    private int Roll(int from, int to)
    {
        lock (guard)
        {
            return random.Next(from, to);
        }
    }
}
