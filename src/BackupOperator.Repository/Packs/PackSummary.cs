namespace BackupOperator.Repository.Packs;

/// <summary>What a manifest says about a pack.</summary>
/// <param name="Id">Names the object, and with it the key that it is sealed with; all but the first 4 bytes are
/// random.</param>
/// <param name="Key">The data key it is sealed with; zero where nothing is encrypted.</param>
/// <param name="SizeBytes">The object's length.</param>
/// <param name="DirectoryBytes">The length of its sealed directory.</param>
/// <param name="Frames">How many frames it holds.</param>
internal sealed record PackSummary(Identifier Id, Identifier Key, int SizeBytes, int DirectoryBytes, int Frames)
{
    /// <summary>A number of the list that no chunk uses: the pack that had it in an earlier backup is no longer
    /// needed, and the numbers after it stay what they are.</summary>
    public static PackSummary Empty { get; } = new(default, default, 0, 0, 0);

    public bool IsEmpty => SizeBytes == 0;

    /// <summary>Where the directory begins.</summary>
    public int DirectoryOffset => SizeBytes - PackFormat.FooterBytes - DirectoryBytes;

    /// <summary>Whether the numbers can be those of a pack.</summary>
    public bool IsPlausible =>
        IsEmpty
            ? this == Empty
            : Id != default && SizeBytes <= PackFormat.LargestPackBytes && DirectoryBytes > 0 && Frames > 0
                && DirectoryOffset >= PackFormat.HeaderBytes
                && Frames <= DirectoryBytes / PackFormat.DirectoryFrameBytes;
}
