using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Manifests;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Writing;

/// <summary>What is written, and with how much of the machine.</summary>
public sealed record SourceWriterOptions
{
    /// <summary>The uid of the policy; a folder of its own in the repository.</summary>
    public required string PolicyUid { get; init; }

    /// <summary>The name of the source in its policy.</summary>
    public required string Source { get; init; }

    /// <summary>The name of the backup; unique in its policy.</summary>
    public required string Backup { get; init; }

    /// <summary>The backup of the same policy whose packs may be referred to: the last full one for a differential
    /// backup, the last completed one for an incremental; null for a full one, which refers to nothing earlier.</summary>
    public string? Base { get; init; }

    /// <summary>Look for packs that an earlier attempt of the same backup has stored, and use what they hold.</summary>
    public bool Resume { get; init; }

    /// <summary>How content is compressed.</summary>
    public Compression Compression { get; init; } = Compression.Zstd();

    /// <summary>Workers that compress, and packs that are uploaded, at once; 1 to 64.</summary>
    public int Parallelism { get; init; } = 2;

    /// <summary>How large packs get, in bytes; 8 to 64 MiB. Memory is about (parallelism
    /// + 1) × this, and some. From 196,608 packs in a manifest on, new ones get larger.</summary>
    public int PackBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Told after each frame and pack; called from several threads, one at a time.</summary>
    public IProgress<WriteProgress>? Progress { get; init; }

    /// <summary>How many packs the manifest may list.</summary>
    internal int MostPacks { get; init; } = ManifestFormat.MostPacks;

    internal void Validate()
    {
        const int SmallestPackBytes = 2 * PackFormat.LargestFrameBytes;
        Layout.RequireName(PolicyUid, nameof(PolicyUid));
        Layout.RequireSource(Source);
        Layout.RequireName(Backup, nameof(Backup));
        if (Base is not null)
        {
            Layout.RequireName(Base, nameof(Base));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(Parallelism, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Parallelism, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(PackBytes, SmallestPackBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PackBytes, PackFormat.LargestPackBytes);
    }
}
