using System.Text.Json;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Documents;

namespace BackupOperator.Repository.Tests.Writing;

public sealed class RecordedChunkerTests
{
    private const int Kibi = 1024;

    [Fact]
    public async Task Streams_OfARepositoryThatRecordsOtherSizes_AreCutWithinThose()
    {
        using var store = new MemoryStore();
        await Given.RepositoryAsync(store);
        Rewrite(store, record => record with
        {
            Chunker = new ChunkerParameters(ChunkerParameters.Gear, 8 * Kibi, 32 * Kibi, 128 * Kibi),
        });
        var repository = await Given.RepositoryAsync(store);
        var content = Given.Random(4_000_000);
        await repository.WriteAsync(Given.Options(), ("dump", content));

        var lengths = (await repository.EntriesAsync("dump")).Select(entry => entry.Length).ToArray();

        Assert.InRange(lengths.Average(), 24 * Kibi, 64 * Kibi);
        Assert.All(lengths, length => Assert.InRange(length, 1, 128 * Kibi));
        Assert.All(lengths[..^1], length => Assert.InRange(length, 8 * Kibi, 128 * Kibi));
        Given.SameBytes(content, await repository.ReadAsync("dump"));
    }

    private static void Rewrite(MemoryStore store, Func<RepositoryRecord, RepositoryRecord> change)
    {
        var document = GuardedDocument.Read(Layout.Repository, store.Objects[Layout.Repository]);
        var record = change(document.Value(Layout.Repository, DocumentJson.Default.RepositoryRecord));
        store.Objects[Layout.Repository] = GuardedDocument.Write(
            JsonSerializer.SerializeToUtf8Bytes(record, DocumentJson.Default.RepositoryRecord), null, null);
    }
}
