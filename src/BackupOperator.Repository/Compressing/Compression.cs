using System.Globalization;

namespace BackupOperator.Repository.Compressing;

/// <summary>How content is compressed before it is sealed.</summary>
public sealed record Compression
{
    /// <summary>The level that costs little and saves most of what can be saved.</summary>
    public const int DefaultLevel = 3;

    private const int HighestLevel = 22;

    private Compression(string algorithm, int level)
    {
        Algorithm = algorithm;
        Level = level;
    }

    /// <summary>Content is stored as it is.</summary>
    public static Compression None { get; } = new("none", 0);

    /// <summary>LZ4 blocks: fast, and content shrinks less. For systems that have liblz4.</summary>
    public static Compression Lz4 { get; } = new("lz4", 0);

    /// <summary><c>zstd</c>, <c>lz4</c> or <c>none</c>.</summary>
    public string Algorithm { get; }

    /// <summary>1 (fastest) to 22 (smallest); 0 for the algorithms that have none.</summary>
    public int Level { get; }

    /// <summary>Zstandard.</summary>
    /// <param name="level">1 (fastest) to 22 (smallest).</param>
    public static Compression Zstd(int level = DefaultLevel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, HighestLevel);
        return new Compression("zstd", level);
    }

    /// <inheritdoc />
    public override string ToString() =>
        Level == 0 ? Algorithm : $"{Algorithm}:{Level.ToString(CultureInfo.InvariantCulture)}";

    /// <exception cref="RepositoryException">With <see cref="RepositoryFailure.CompressionMissing"/> where the system
    /// lacks the library.</exception>
    internal ICompressor CreateCompressor() => Algorithm switch
    {
        "zstd" => new ZstdCompressor(Level),
        "lz4" when Lz4Library.IsPresent => new Lz4Compressor(),
        "lz4" => throw new RepositoryException(
            RepositoryFailure.CompressionMissing,
            "this system has no liblz4: install it (liblz4-1), or choose zstd or none"),
        _ => new StoringCompressor(),
    };
}
