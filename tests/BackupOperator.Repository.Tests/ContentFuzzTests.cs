using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Manifests;
using BackupOperator.Repository.Packs;
using BackupOperator.Repository.Reading;
using BackupOperator.Repository.Writing;

namespace BackupOperator.Repository.Tests;

/// <summary>What an attacker can change in packs.</summary>
public sealed class ContentFuzzTests
{
    private static readonly int ListRounds = Soak.Times(1500);
    private static readonly int ResumeRounds = Soak.Times(250);

    private static readonly Identifier Pack = Identifier.Create();
    private static readonly byte[] One = Given.Text(3000);
    private static readonly byte[] Two = Given.Text(5000, seed: 2);

    /// <summary>Without encryption anyone can make every seal right: a list may say anything of any chunk.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ChunkLists_MangledUnderRightSeals_AreReadOrRefused(int seed)
    {
        var ring = KeyRing.Unencrypted(Identifier.Create());
        var place = new ManifestPlace(Given.Policy, Given.Backup, Given.Source);
        using var pristine = Forge(ring, place, unchanged => unchanged, out _, out var list);
        await Fuzz.RunAsync<IntegrityException, RepositoryException>(list, seed, ListRounds, async bytes =>
        {
            using var store = Forge(ring, place, _ => bytes, out var manifest, out _);
            using var reader = new SourceReader(
                store, place, manifest, StoredManifests.Describe(place, [], manifest), ring);
            await using var stream = reader.OpenRead("dump");
            using var read = new MemoryStream();
            await stream.CopyToAsync(read, Given.Token);

            // Bytes of an entry that mean nothing may differ.
            Given.SameBytes([.. One, .. Two], read.ToArray());
        });
    }

    /// <summary>Entries alone: read for what they are and weighed, whatever they say.</summary>
    [Fact]
    public void ChunkEntries_Mangled_AreWeighedWithoutAnyFailure()
    {
        PackSummary[] packs = [new(Identifier.Create(), default, 1000, 100, 1)];
        var entry = new ChunkEntry(default, new FramePlace(0, 0, 64, 116, 100, FrameCompression.Zstd), 0, 100);
        var bytes = new byte[ChunkEntry.SizeBytes];
        entry.Write(bytes);
        Fuzz.Run(bytes, seed: 1, mangled =>
        {
            // Who reads one has seen that it is whole.
            Array.Resize(ref mangled, ChunkEntry.SizeBytes);
            var read = ChunkEntry.Read(mangled);
            if (read.IsPlausible(packs))
            {
                Assert.InRange(read.Offset + read.Length, 1, PackFormat.LargestFrameBytes);
                Assert.InRange(read.Frame.Offset + read.Frame.StoredLength, PackFormat.HeaderBytes, 1000);
            }
        });
    }

    /// <summary>What is left of an attempt is used where it is whole. A frame that is not is found by who reads it, as
    /// in any pack of an earlier backup; everything else that is changed makes the run store its content again.</summary>
    [Theory]
    [InlineData(EncryptionMode.Aes256Gcm)]
    [InlineData(EncryptionMode.None)]
    public async Task LeftoverPacks_Mangled_AreUsedOrStoredAgain(EncryptionMode mode)
    {
        var content = Given.Text(20_000);
        using var store = new MemoryStore();
        await (await Given.RepositoryAsync(store, mode)).WriteAsync(Given.Options(), ("dump", content));
        store.Objects.Remove(Layout.Manifest(Given.Policy, Given.Backup, Given.Source), out _);
        var pack = store.Objects.Keys.Single(key => key.Contains("/packs/"));
        var original = store.Objects[pack];
        var random = new Random(1);
        for (var round = 0; round < ResumeRounds; round++)
        {
            using var copy = store.Copy();
            var mangled = round % 2 == 0 ? Fuzz.Mangle(original, random) : MangleEnds(original, random);
            copy.Objects[pack] = mangled;
            var repository = await Given.RepositoryAsync(copy, mode);
            await repository.WriteAsync(Given.Options() with { Resume = true }, ("dump", content));
            var failure = await Record.ExceptionAsync(
                async () => Given.SameBytes(content, await repository.ReadAsync("dump")));

            Assert.True(
                failure is null
                    || (failure is IntegrityException damage && damage.ObjectKey == pack
                        && DiffersInFrames(original, mangled)),
                $"round {round}: {failure}");
        }
    }

    private static byte[] MangleEnds(byte[] original, Random random)
    {
        var ends = BitConverter.ToInt32(original, original.Length - PackFormat.FooterBytes);
        return random.Next(2) == 0
            ? [.. Fuzz.Mangle(original[..PackFormat.HeaderBytes], random), .. original[PackFormat.HeaderBytes..]]
            : [.. original[..ends], .. Fuzz.Mangle(original[ends..], random)];
    }

    /// <summary>Whether only what lies between header and directory is another.</summary>
    private static bool DiffersInFrames(byte[] original, byte[] mangled)
    {
        var directory = BitConverter.ToInt32(original, original.Length - PackFormat.FooterBytes);
        return original.Length == mangled.Length
            && original.AsSpan(0, PackFormat.HeaderBytes).SequenceEqual(mangled.AsSpan(0, PackFormat.HeaderBytes))
            && original.AsSpan(directory).SequenceEqual(mangled.AsSpan(directory));
    }

    /// <summary>A pack of three chunks, the last two in one frame, and the list of them, changed.</summary>
    private static MemoryStore Forge(
        KeyRing ring, ManifestPlace place, Func<byte[], byte[]> change, out Manifest manifest, out byte[] list)
    {
        var keys = ring.Current!;
        using var pack = new PackBuilder(keys, new BufferPool().Rent(64 * 1024), Pack, number: 0);
        var single = Append(pack, keys, One, One.Length);
        var shared = Append(pack, keys, Two, 2000);
        ChunkEntry[] entries =
        [
            new(keys.Hasher.Hash(One), single, 0, One.Length),
            new(keys.Hasher.Hash(Two.AsSpan(0, 2000)), shared, 0, 2000),
            new(keys.Hasher.Hash(Two.AsSpan(2000)), shared, 2000, 3000),
        ];
        using var digest = new StreamDigest();
        list = new byte[entries.Length * ChunkEntry.SizeBytes];
        for (var index = 0; index < entries.Length; index++)
        {
            entries[index].Write(list.AsSpan(index * ChunkEntry.SizeBytes));
            digest.Add(entries[index].Id, entries[index].Length);
        }

        // A chunk is never empty.
        var changed = change(list);
        var inList = changed.Length == 0 ? [0] : changed;
        var listed = Append(pack, keys, inList, inList.Length);
        var finished = pack.Finish();
        var stream = new ManifestStream(
            "dump", digest.LengthBytes, digest.Complete(), entries.Length,
            [new ChunkEntry(keys.Hasher.Hash(inList), listed, 0, inList.Length)]);
        manifest = new Manifest(
            new ManifestRecord(DateTimeOffset.UnixEpoch, "none", 0, 0, 1, 3, Given.Details()), [finished.Summary],
            [stream]);
        var store = new MemoryStore();
        store.Objects[Layout.Pack(place.PolicyUid, place.Source, Pack)] = finished.Content.Span.ToArray();
        return store;
    }

    private static FramePlace Append(PackBuilder pack, KeyMaterial keys, byte[] content, int firstChunk)
    {
        var chunks = new List<(ChunkId Id, int Length)> { (keys.Hasher.Hash(content.AsSpan(0, firstChunk)), firstChunk) };
        if (firstChunk < content.Length)
        {
            chunks.Add((keys.Hasher.Hash(content.AsSpan(firstChunk)), content.Length - firstChunk));
        }

        return pack.Append(content, FrameCompression.None, content.Length, chunks);
    }
}
