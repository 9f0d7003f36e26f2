using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Chunks;

/// <summary>How streams of a repository are cut; recorded in <c>repository.json</c>, so that all its writers cut
/// alike and equal content keeps giving equal chunks.</summary>
/// <param name="Algorithm">Always <see cref="Gear"/>.</param>
/// <param name="SmallestBytes">No chunk is shorter, but for the last of a stream or of a piece.</param>
/// <param name="MeanBytes">About the mean; a power of two.</param>
/// <param name="LargestBytes">No chunk is longer.</param>
internal sealed record ChunkerParameters(string Algorithm, int SmallestBytes, int MeanBytes, int LargestBytes)
{
    public const string Gear = "gear";

    // A smaller mean finds more repeated content and costs 64 bytes of lists a chunk; at 1 MiB lists are 0.006 %.
    public static ChunkerParameters Default { get; } =
        new(Gear, 256 * 1024, 1024 * 1024, PackFormat.LargestFrameBytes);

    /// <summary>Whether a writer can work with them: what was recorded by another program is not trusted.</summary>
    public bool AreUsable =>
        Algorithm == Gear
        && SmallestBytes >= 4096 && SmallestBytes < MeanBytes && MeanBytes < LargestBytes
        && LargestBytes <= PackFormat.LargestFrameBytes && int.IsPow2(MeanBytes);
}
