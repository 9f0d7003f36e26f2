namespace BackupOperator.Repository.Writing;

/// <summary>How large the next pack gets: the more packs a manifest lists already, the larger.</summary>
/// <remarks>
/// Trade-off: larger packs take memory, (parallelism + 1) times their size; smaller ones fill the manifest, which has room
/// for <see cref="Manifests.ManifestFormat.MostPacks"/>, and each takes 100 bytes while the run lasts. The first step is
/// where that list alone brings a run of default size to 200 MiB, which is 3 TB stored: below it packs never grow.
/// </remarks>
internal static class PackGrowth
{
    private const int Mebibyte = 1024 * 1024;

    private static readonly (int Packs, int SizeBytes)[] Steps =
    [
        (196_608, 32 * Mebibyte),
        (524_288, 64 * Mebibyte),
    ];

    /// <param name="smallestBytes">What was asked for; no pack is begun with less.</param>
    /// <param name="packs">How many the manifest lists so far.</param>
    public static int SizeOfNext(int smallestBytes, int packs)
    {
        var size = smallestBytes;
        foreach (var (from, sizeBytes) in Steps)
        {
            size = packs > from ? Math.Max(size, sizeBytes) : size;
        }

        return size;
    }
}
