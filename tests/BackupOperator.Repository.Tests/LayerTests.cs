using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Manifests;

namespace BackupOperator.Repository.Tests;

/// <summary>Each layer of verification on its own: a manifest that authenticates and says something untrue.</summary>
public sealed class LayerTests
{
    private static readonly ManifestPlace Place = new(Given.Policy, Given.Backup, Given.Source);

    [Fact]
    public async Task Stream_WhoseDigestDiffers_FailsInsteadOfEnding()
    {
        using var store = await RewrittenAsync(stream => stream with { Digest = new byte[32] });
        await RefusesAsync(store, "is not what was stored");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Stream_WhoseLengthDiffers_FailsInsteadOfEnding(int difference)
    {
        using var store = await RewrittenAsync(stream => stream with { LengthBytes = stream.LengthBytes + difference });
        await RefusesAsync(store, "is not what was stored");
    }

    [Fact]
    public async Task Stream_WithoutItsChunkList_FailsInsteadOfEnding()
    {
        using var store = await RewrittenAsync(stream => stream with { Lists = [] });
        await RefusesAsync(store, "is not what was stored");
    }

    [Fact]
    public async Task Chunk_OfAnotherName_IsRefused()
    {
        using var store = await RewrittenAsync(stream => stream with
        {
            Lists = [.. stream.Lists.Select(list => list with { Id = list.Id with { A = list.Id.A ^ 1 } })],
        });
        await RefusesAsync(store, "holds another chunk");
    }

    [Fact]
    public async Task Frame_OfAnotherPosition_IsRefused()
    {
        using var store = await RewrittenAsync(stream => stream with
        {
            Lists =
            [
                .. stream.Lists.Select(
                    list => list with { Frame = list.Frame with { Position = list.Frame.Position + 1 } }),
            ],
        });
        await RefusesAsync(store, "does not authenticate");
    }

    private static async Task RefusesAsync(MemoryStore store, string reason)
    {
        var repository = await Given.RepositoryAsync(store);
        var failure = await Assert.ThrowsAsync<IntegrityException>(() => repository.ReadAsync("dump"));
        Assert.Contains(reason, failure.Message);
    }

    /// <summary>A repository whose manifest was written again by a holder of the key,
    /// with its streams changed.</summary>
    private static async Task<MemoryStore> RewrittenAsync(Func<ManifestStream, ManifestStream> change)
    {
        var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await repository.WriteAsync(Given.Options(), ("dump", Given.Text(3_000_000)));
        Assert.True(Identifier.TryParse(repository.Id, out var id));
        var ring = await KeyFiles.OpenAsync(store, id, KeyEncryptionKey.Parse(Given.Kek), Given.Token);
        var manifest = ManifestFormat.Read(store.Objects[Place.ObjectKey], Place, ring);
        var changed = manifest with { Streams = [.. manifest.Streams.Select(change)] };
        store.Objects[Place.ObjectKey] = ManifestFormat.Write(changed, Place, ring.Current!, Compression.Zstd());
        return store;
    }
}
