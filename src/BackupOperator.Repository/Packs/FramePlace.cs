namespace BackupOperator.Repository.Packs;

/// <summary>Where a frame lies.</summary>
/// <param name="PackNumber">Index into the manifest's list of packs.</param>
/// <param name="Position">Index among the frames of the pack; the nonce.</param>
/// <param name="Offset">First byte in the pack.</param>
/// <param name="StoredLength">Length in the pack, seal included, in bytes.</param>
/// <param name="PlainLength">Length after opening and decompressing, in bytes.</param>
/// <param name="Compression">How it is compressed.</param>
internal readonly record struct FramePlace(
    int PackNumber, int Position, int Offset, int StoredLength, int PlainLength, FrameCompression Compression);
