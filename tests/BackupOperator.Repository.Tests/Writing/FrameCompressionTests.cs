using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Tests.Writing;

public sealed class FrameCompressionTests
{
    // A frame that is not smaller for it is stored as it is, and says so: readers never guess.
    [Theory]
    [InlineData("zstd", 1)]
    [InlineData("lz4", 2)]
    [InlineData("none", 0)]
    public async Task Frames_OfTextAndOfNoise_RecordWhatMadeThemSmaller(string algorithm, int expected)
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var compression = algorithm switch
        {
            "zstd" => Compression.Zstd(),
            "lz4" => Compression.Lz4,
            _ => Compression.None,
        };
        var (text, noise) = (Given.Text(3_000_000), Given.Random(3_000_000));
        await repository.WriteAsync(Given.Options(compression: compression), ("text", text), ("noise", noise));

        Assert.Equal([(FrameCompression)expected], await RecordedAsync(repository, "text"));
        Assert.Equal([FrameCompression.None], await RecordedAsync(repository, "noise"));
        Given.SameBytes(text, await repository.ReadAsync("text"));
        Given.SameBytes(noise, await repository.ReadAsync("noise"));
    }

    private static async Task<HashSet<FrameCompression>> RecordedAsync(BackupRepository repository, string stream) =>
        [.. (await repository.EntriesAsync(stream)).Select(entry => entry.Frame.Compression)];
}
