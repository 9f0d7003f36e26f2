using System.Buffers;

namespace BackupOperator.Repository;

/// <summary>The keys of a repository's objects, and the names that may stand in them.</summary>
internal static class Layout
{
    public const string Repository = "repository.json";
    public const string Keys = "keys/";
    public const string BackupsFolder = "backups";
    public const string Record = "backup.json";
    public const string ManifestSuffix = ".manifest";

    // The store's rule is wider; 128 leaves room for the suffixes of every store and file system.
    private const int LongestName = 128;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static string KeyFile(Identifier key, string kek) => $"{Keys}{key}.{kek}.json";

    public static string Packs(string policyUid, string source) => $"{policyUid}/{source}/packs/";

    public static string Pack(string policyUid, string source, Identifier pack)
    {
        var name = pack.ToString();
        return $"{Packs(policyUid, source)}{name[..2]}/{name}";
    }

    /// <summary>A key without its last name.</summary>
    public static string FolderOf(string key) => key[..(key.LastIndexOf('/') + 1)];

    /// <summary>The last name of a key.</summary>
    public static string NameOf(string key) => key[(key.LastIndexOf('/') + 1)..];

    public static string Backups(string policyUid) => $"{policyUid}/{BackupsFolder}/";

    public static string BackupRecord(string policyUid, string backup) =>
        $"{policyUid}/{BackupsFolder}/{backup}/{Record}";

    public static string Manifest(string policyUid, string backup, string source) =>
        $"{policyUid}/{BackupsFolder}/{backup}/{source}{ManifestSuffix}";

    public static void RequireName(string name, string what)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, what);
        if (name.Length > LongestName || name is "." or ".." || name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw new ArgumentException(
                $"'{name}' cannot name a {what}: use at most {LongestName} letters, digits, '.', '_' and '-'", what);
        }
    }

    public static void RequireSource(string source)
    {
        RequireName(source, "source");

        // Beside the folder of the backups there is one a source: this name would put packs among the records.
        if (source == BackupsFolder)
        {
            throw new ArgumentException(
                $"a source cannot be named '{BackupsFolder}': choose another name", nameof(source));
        }
    }
}
