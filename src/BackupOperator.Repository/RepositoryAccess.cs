using BackupOperator.Repository.Keys;

namespace BackupOperator.Repository;

/// <summary>With what right a repository is opened, and what may be made when it is not there.</summary>
public sealed record RepositoryAccess
{
    private RepositoryAccess(EncryptionMode? encryption, KeyEncryptionKey? key)
    {
        Encryption = encryption;
        Key = key;
    }

    /// <summary>Content is neither encrypted nor authenticated: explicit, and refused for
    /// a repository that is encrypted.</summary>
    public static RepositoryAccess Unencrypted { get; } = new(EncryptionMode.None, null);

    /// <summary>Only the catalogue, without a key: records are checked by digest, not
    /// authenticated; no content can be read.</summary>
    public static RepositoryAccess CatalogueOnly { get; } = new(null, null);

    /// <summary>Create the repository when the store holds none; otherwise that is an error.</summary>
    public bool CreateIfAbsent { get; init; }

    /// <summary>Add a data key of its own when none of the repository opens with the given key-encryption key:
    /// for the first backup of a policy whose Secret differs from those of the other policies in the same place.
    /// Never set it for a policy that already has backups: a wrong Secret would pass unnoticed.</summary>
    public bool AddKeyIfNone { get; init; }

    /// <summary>Make a new data key on opening when the current one is older; null for never. For writers: who only
    /// reads has no need of one.</summary>
    public TimeSpan? RotateAfter { get; init; }

    /// <summary>Key-encryption keys of before, as after a change of the Secret: what only they open can be read too.
    /// Whoever writes wraps it for the given key first
    /// (<see cref="RepositoryKeys.AddKeyEncryptionKeyAsync"/>).</summary>
    public IReadOnlyList<KeyEncryptionKey> PreviousKeys { get; init; } = [];

    internal EncryptionMode? Encryption { get; }

    internal KeyEncryptionKey? Key { get; }

    /// <summary>Content is encrypted under data keys that <paramref name="key"/> unwraps.</summary>
    public static RepositoryAccess Encrypted(KeyEncryptionKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new RepositoryAccess(EncryptionMode.Aes256Gcm, key);
    }
}
