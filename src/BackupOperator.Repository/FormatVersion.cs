namespace BackupOperator.Repository;

/// <summary>The version of the stored form that this program writes, and all it reads.</summary>
/// <remarks>Layout: README.md of this project. Invariant: a version that was ever released stays readable.
/// A change that an older program would misread takes a new number; the fixtures in the
/// tests hold one repository each.</remarks>
internal static class FormatVersion
{
    public const int Current = 1;

    public static void Require(int version, string objectKey)
    {
        if (version != Current)
        {
            throw new RepositoryException(
                RepositoryFailure.UnsupportedVersion,
                $"{objectKey} has format version {version} and this program reads version {Current}: " +
                "use the release that wrote it or a newer one");
        }
    }
}
