namespace BackupOperator.Repository.Writing;

/// <summary>How far a writer is.</summary>
/// <param name="ReadBytes">Plaintext taken from the source.</param>
/// <param name="StoredBytes">What became of it after repeated chunks were left out, compressed and sealed.</param>
/// <param name="TransferredBytes">What the store has taken.</param>
/// <param name="Packs">How many packs the store has taken.</param>
public readonly record struct WriteProgress(long ReadBytes, long StoredBytes, long TransferredBytes, int Packs);
