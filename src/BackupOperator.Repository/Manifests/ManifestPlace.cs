namespace BackupOperator.Repository.Manifests;

/// <summary>Which manifest it is; bound into its seal, so that one cannot stand in for another.</summary>
internal sealed record ManifestPlace(string PolicyUid, string Backup, string Source)
{
    public string ObjectKey => Layout.Manifest(PolicyUid, Backup, Source);
}
