namespace BackupOperator.Repository.Packs;

/// <summary>How the plaintext of one frame or manifest body is compressed; the number is stored.</summary>
internal enum FrameCompression : byte
{
    /// <summary>As it is: chosen too when compression would not make it smaller.</summary>
    None = 0,

    /// <summary>One Zstandard frame (RFC 8878).</summary>
    Zstd = 1,

    /// <summary>One LZ4 block, without a frame around it.</summary>
    Lz4 = 2,
}
