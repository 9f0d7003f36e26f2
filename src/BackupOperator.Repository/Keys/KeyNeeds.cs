using BackupOperator.Repository.Catalogues;
using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Manifests;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Keys;

/// <summary>Which data keys a backup needs: that of its record, of its manifests, and of every pack in them.</summary>
/// <remarks>Reads no pack. Holds one manifest at a time: 72 bytes for each pack of one source.</remarks>
internal sealed class KeyNeeds(IObjectStore store, KeyRing ring)
{
    /// <summary>The keys, as far as they can be told: a manifest whose own key is missing hides those of its
    /// packs.</summary>
    /// <exception cref="IntegrityException">A manifest is missing or damaged.</exception>
    public async Task<IReadOnlySet<Identifier>> OfAsync(BackupRecord record, CancellationToken cancellationToken)
    {
        var needs = new HashSet<Identifier>();
        if (Identifier.TryParse(record.Encryption.KeyId, out var key))
        {
            needs.Add(key);
        }

        foreach (var source in record.Sources)
        {
            var place = new ManifestPlace(record.Policy.Uid, record.Backup, source.Name);
            await AddAsync(needs, place, cancellationToken);
        }

        return needs;
    }

    private async Task AddAsync(HashSet<Identifier> needs, ManifestPlace place, CancellationToken cancellationToken)
    {
        var file = place.ObjectKey;
        var content = await store.ReadSmallAsync(file, ManifestFormat.LargestBytes, cancellationToken)
            ?? throw new IntegrityException(file, $"{file} is missing: the backup cannot be restored");
        var header = ManifestHeader.Read(content, file);
        needs.Add(header.Key);
        if (ring.TryGet(header.Key, out _))
        {
            // A slot without a pack has no id and no key.
            var packs = ManifestFormat.Read(content, place, ring).Packs;
            needs.UnionWith(packs.Where(pack => pack.Id != default).Select(pack => pack.Key));
        }
    }
}
