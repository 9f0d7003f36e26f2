using BackupOperator.Repository.Catalogues;
using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Manifests;
using BackupOperator.Repository.Writing;

namespace BackupOperator.Repository.Tests;

/// <summary>Whole committed backups in a line.</summary>
internal static class Backups
{
    /// <summary>A committed backup with one stream, <c>dump</c>.</summary>
    public static async Task<BackupRecord> CommitAsync(BackupRepository repository, string backup, byte[] content)
    {
        var manifest = await repository.WriteAsync(Given.Options(backup: backup), ("dump", content));
        return await CommitAsync(repository, backup, manifest);
    }

    /// <summary>A committed backup that has no pack of its own and refers to those of <paramref name="from"/>, under the
    /// data key that is current.</summary>
    public static async Task<BackupRecord> CommitReferringAsync(
        MemoryStore store, BackupRepository repository, string from, string backup)
    {
        Assert.True(Identifier.TryParse(repository.Id, out var id));
        var ring = await KeyFiles.OpenAsync(store, id, KeyEncryptionKey.Parse(Given.Kek), Given.Token);
        var source = new ManifestPlace(Given.Policy, from, Given.Source);
        var manifest = ManifestFormat.Read(store.Objects[source.ObjectKey], source, ring);
        var place = source with { Backup = backup };
        store.Objects[place.ObjectKey] = ManifestFormat.Write(manifest, place, ring.Current!, Compression.Zstd());
        using var reader = await repository.OpenSourceAsync(Given.Policy, backup, Given.Source, Given.Token);
        return await CommitAsync(repository, backup, reader.Stored);
    }

    private static Task<BackupRecord> CommitAsync(BackupRepository repository, string backup, StoredManifest manifest) =>
        repository.Catalogue.CommitAsync(
            Given.Record((Given.Source, manifest)) with { Backup = backup }, Given.Token);
}
