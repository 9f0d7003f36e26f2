namespace BackupOperator.Repository.Packs;

/// <summary>What a manifest says about a pack.</summary>
/// <param name="Id">Names the object; random, so the salt of its key too.</param>
/// <param name="Key">The data key it is sealed with; zero where nothing is encrypted.</param>
/// <param name="SizeBytes">The object's length.</param>
/// <param name="Sha256">Digest of the whole object; 32 bytes.</param>
/// <param name="Frames">How many frames it holds.</param>
internal sealed record PackSummary(
    Identifier Id, Identifier Key, int SizeBytes, ReadOnlyMemory<byte> Sha256, int Frames);
