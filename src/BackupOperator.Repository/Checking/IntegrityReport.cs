namespace BackupOperator.Repository.Checking;

/// <summary>What a check found.</summary>
/// <param name="Problems">Each damaged object, with a stream listed besides when it
/// cannot be rebuilt; empty when all is well.</param>
/// <param name="Packs">Packs read wholly.</param>
/// <param name="ReadBytes">What was read of them.</param>
/// <param name="Streams">Streams rebuilt and verified.</param>
/// <param name="VerifiedBytes">Their plaintext.</param>
public sealed record IntegrityReport(
    IReadOnlyList<IntegrityProblem> Problems, int Packs, long ReadBytes, int Streams, long VerifiedBytes)
{
    /// <summary>Whether every object is there and every byte is what was stored.</summary>
    public bool Passed => Problems.Count == 0;
}
