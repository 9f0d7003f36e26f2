using BackupOperator.Repository.Reading;
using BackupOperator.Repository.Writing;

namespace BackupOperator.Repository.Tests;

public sealed class PieceTests
{
    private const int Mebi = 1024 * 1024;

    [Fact]
    public async Task Pieces_InBatchesAndStreams_ComeBackInTheOrderOfTheCalls()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var pieces = Pieces(400);
        await WriteAsync(repository, Given.Backup, null, pieces);

        Given.SameBytes(Join(pieces), await repository.ReadAsync("content"));
    }

    [Fact]
    public async Task Piece_ThatRepeats_IsStoredOnceWhereverItLies()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var pieces = Pieces(200);
        var first = await WriteAsync(repository, Given.Backup, null, pieces);
        byte[][] shuffled = [.. pieces.Reverse(), .. pieces];
        var second = await WriteAsync(repository, "second", Given.Backup, shuffled);

        Assert.True(first.StoredBytes > 20 * Mebi);

        // Only the lists of the new order.
        Assert.InRange(second.StoredBytes, 0, Mebi);
        Given.SameBytes(
            Join(shuffled), await repository.ReadAsync("content", backup: "second"));
    }

    [Fact]
    public async Task References_ToTheBase_StandForItsChunksAndNothingIsRead()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var pieces = Pieces(300);
        var chunks = new List<int>();
        await WriteAsync(repository, Given.Backup, null, pieces, chunks);

        // The first and the last piece are replaced, one in the middle is left out, all others are referred to.
        var options = Given.Options(backup: "second") with { Base = Given.Backup };
        await using (var writer = await repository.WriteSourceAsync(options, Given.Token))
        {
            await using var content = writer.OpenPieces("content");
            await using var cursor = writer.Base!.OpenCursor("content");
            await content.SubmitAsync(new Batch([[1, 2, 3]]), Given.Token);
            await cursor.SkipAsync(chunks[0], Given.Token);
            await content.ReferAsync(await cursor.TakeAsync(chunks[1..150].Sum(), Given.Token), Given.Token);
            await cursor.SkipAsync(chunks[150], Given.Token);
            await content.ReferAsync(await cursor.TakeAsync(chunks[151..299].Sum(), Given.Token), Given.Token);
            await content.SubmitAsync(new MemoryStream([4, 5]), Given.Token);
            await content.CompleteAsync(Given.Token);
            Assert.Equal(5, writer.Progress.ReadBytes);
            await writer.CompleteAsync(Given.Details(), Given.Token);
        }

        byte[] expected = [1, 2, 3, .. Join([.. pieces[1..150], .. pieces[151..299]]), 4, 5];
        Given.SameBytes(expected, await repository.ReadAsync("content", backup: "second"));
    }

    [Fact]
    public async Task References_OfAnotherBackup_AreRefused()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await WriteAsync(repository, Given.Backup, null, Pieces(10));
        using var other = await repository.OpenSourceAsync(Given.Policy, Given.Backup, Given.Source, Given.Token);
        var options = Given.Options(backup: "second") with { Base = Given.Backup };
        await using var writer = await repository.WriteSourceAsync(options, Given.Token);
        await using var content = writer.OpenPieces("content");
        await using var cursor = other.OpenCursor("content");
        var chunks = await cursor.TakeAsync(1, Given.Token);
        await Assert.ThrowsAsync<ArgumentException>(() => content.ReferAsync(chunks, Given.Token).AsTask());
    }

    [Fact]
    public async Task Batch_ThatThrows_FailsTheSourceWithItsOwnError()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await using var writer = await repository.WriteSourceAsync(Given.Options(), Given.Token);
        await using var content = writer.OpenPieces("content");
        await content.SubmitAsync(new Batch([null!]), Given.Token);
        await Assert.ThrowsAsync<NullReferenceException>(() => content.CompleteAsync(Given.Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CompleteAsync(Given.Details(), Given.Token));
        Assert.DoesNotContain(store.Objects.Keys, key => key.EndsWith(".manifest"));
    }

    [Fact]
    public async Task Chunks_DeliveredInAnyOrder_AreTheWantedOnesInTheirPlaces()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var expected = Given.Random(30 * Mebi);
        await repository.WriteAsync(Given.Options(), ("content", expected));
        using var reader = await repository.OpenSourceAsync(Given.Policy, Given.Backup, Given.Source, Given.Token);

        var all = new Sink(_ => true, expected.Length);
        await reader.ReadChunksAsync("content", all, parallelism: 3, Given.Token);
        Assert.True(expected.AsSpan().SequenceEqual(all.Content));

        var odd = new Sink(number => number % 2 == 1, expected.Length);
        await reader.ReadChunksAsync("content", odd, parallelism: 3, Given.Token);
        Assert.All(odd.Written, number => Assert.Equal(1, number % 2));
        Assert.Equal(all.Written.Count(number => number % 2 == 1), odd.Written.Count);
        Assert.Equal(0, reader.Buffers.RentedBytes);
    }

    [Fact]
    public async Task Chunks_OfAStreamThatAlternatesBetweenTwoBackups_TakeFewRequests()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var pieces = Enumerable.Range(0, 600).Select(number => Given.Random(20_000, number)).ToArray();
        await WriteAsync(repository, Given.Backup, null, pieces);
        for (var number = 0; number < pieces.Length; number += 6)
        {
            pieces[number] = Given.Random(20_000, number + 1000);
        }

        await WriteAsync(repository, "second", Given.Backup, pieces);
        using var reader = await repository.OpenSourceAsync(Given.Policy, "second", Given.Source, Given.Token);
        var sink = new Sink(_ => true, 600 * 20_000);
        var requests = 0;
        store.BeforeGet = _ => Interlocked.Increment(ref requests);
        await reader.ReadChunksAsync("content", sink, parallelism: 2, Given.Token);

        // 12 MB in ranges of up to 4, the chunk list, and what is left of ranges at the ends of packs: not one for each
        // of a hundred changes.
        Given.SameBytes(Join(pieces), sink.Content);
        Assert.InRange(requests, 4, 10);
    }

    [Fact]
    public async Task Chunks_OfADamagedPack_EndTheDeliveryAndNoWrongByteIsWritten()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var expected = Given.Random(30 * Mebi);
        await repository.WriteAsync(Given.Options(), ("content", expected));
        var key = store.Objects.Keys.Where(key => key.Contains("/packs/")).Order().Last();
        store.Objects[key][5000] ^= 1;
        using var reader = await repository.OpenSourceAsync(Given.Policy, Given.Backup, Given.Source, Given.Token);
        var sink = new Sink(_ => true, expected.Length);

        var failure = await Assert.ThrowsAsync<IntegrityException>(
            () => reader.ReadChunksAsync("content", sink, parallelism: 3, Given.Token));

        Assert.Equal(key, failure.ObjectKey);
        Assert.DoesNotContain(
            true, expected.Zip(sink.Content, (stored, written) => written != 0 && written != stored));
    }

    private static byte[] Join(byte[][] pieces)
    {
        using var joined = new MemoryStream();
        foreach (var piece in pieces)
        {
            joined.Write(piece);
        }

        return joined.ToArray();
    }

    private static byte[][] Pieces(int count)
    {
        var random = new Random(5);
        return
        [
            .. Enumerable.Range(0, count).Select(number => Given.Random(
                number % 50 == 7 ? random.Next(2 * Mebi, 9 * Mebi) : random.Next(0, 60_000), number + 100)),
        ];
    }

    private static async Task<StoredManifest> WriteAsync(
        BackupRepository repository, string backup, string? basis, IReadOnlyList<byte[]> pieces,
        List<int>? chunks = null)
    {
        var options = Given.Options(backup: backup) with { Base = basis };
        await using var writer = await repository.WriteSourceAsync(options, Given.Token);
        await using var content = writer.OpenPieces("content");
        chunks ??= [];
        var small = new List<byte[]>();
        var order = new List<Func<IEnumerable<int>>>();
        foreach (var piece in pieces)
        {
            if (piece.Length > Mebi || small.Sum(one => one.Length) + piece.Length > Mebi)
            {
                await SubmitAsync();
            }

            if (piece.Length > Mebi)
            {
                var size = await content.SubmitAsync(new MemoryStream(piece), Given.Token);
                Assert.Equal(piece.Length, size.Length);
                order.Add(() => [size.Chunks]);
                continue;
            }

            small.Add(piece);
        }

        await SubmitAsync();
        await content.CompleteAsync(Given.Token);
        chunks.AddRange(order.SelectMany(part => part()));
        return await writer.CompleteAsync(Given.Details(), Given.Token);

        async Task SubmitAsync()
        {
            var batch = new Batch([.. small]);
            small.Clear();
            order.Add(() => batch.Chunks);
            await content.SubmitAsync(batch, Given.Token);
        }
    }

    private sealed class Batch(byte[][] pieces) : IPieceBatch
    {
        private readonly int[] _chunks = new int[pieces.Length];

        public IReadOnlyList<int> Chunks => _chunks;

        public int Count => pieces.Length;

        public int Room(int piece) => pieces[piece]?.Length ?? 0;

        public int Read(int piece, Span<byte> room)
        {
            pieces[piece].CopyTo(room);
            return pieces[piece].Length;
        }

        public void Stored(int piece, int length, int chunks)
        {
            Assert.Equal(length > 0, chunks > 0);
            _chunks[piece] = chunks;
        }
    }

    private sealed class Sink(Func<int, bool> wanted, int length) : IChunkSink<Sink.Place>
    {
        private readonly List<int> _written = [];
        private int _number = -1;
        private int _offset;

        public byte[] Content { get; } = new byte[length];

        public List<int> Written => _written;

        public ValueTask<Place?> PlanAsync(int length, CancellationToken cancellationToken)
        {
            _number++;
            var place = wanted(_number) ? new Place(_number, _offset, length) : null;
            _offset += length;
            return ValueTask.FromResult(place);
        }

        public void Write(Place target, ReadOnlySpan<byte> content)
        {
            Assert.Equal(target.Length, content.Length);
            content.CopyTo(Content.AsSpan(target.Offset));
            lock (_written)
            {
                _written.Add(target.Number);
            }
        }

        internal sealed record Place(int Number, int Offset, int Length);
    }
}
