namespace BackupOperator.Storage;

/// <summary>A part of an object.</summary>
/// <param name="Offset">The first byte wanted, counted from 0.</param>
/// <param name="Length">How many bytes are wanted; at least 1.</param>
public readonly record struct ByteRange(long Offset, long Length);
