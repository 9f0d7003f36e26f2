using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Manifests;

/// <summary>One named stream of a source.</summary>
/// <param name="Name">Unique in its manifest.</param>
/// <param name="LengthBytes">Length of the plaintext.</param>
/// <param name="Digest">A <see cref="StreamDigest"/>; 32 bytes.</param>
/// <param name="Chunks">How many chunks it has.</param>
/// <param name="Lists">The chunks that hold the list of its chunks, in order, each of up to
/// <see cref="ManifestFormat.MostEntriesPerList"/> entries.</param>
/// <remarks>The list is itself stored in packs: a manifest grows by 64 bytes for about 4 GB, and neither writing nor
/// reading a stream ever holds its whole list.</remarks>
internal sealed record ManifestStream(
    string Name, long LengthBytes, ReadOnlyMemory<byte> Digest, long Chunks, IReadOnlyList<ChunkEntry> Lists);
