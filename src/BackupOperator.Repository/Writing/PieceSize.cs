namespace BackupOperator.Repository.Writing;

/// <summary>How large a piece was.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="Chunks">How many chunks it was cut into; 0 for an empty one.</param>
public readonly record struct PieceSize(long Length, int Chunks);
