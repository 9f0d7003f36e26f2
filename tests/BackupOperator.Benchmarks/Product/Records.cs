using BackupOperator.Repository.Catalogues;
using BackupOperator.Repository.Writing;
using BackupOperator.Sources;

namespace BackupOperator.Benchmarks.Product;

/// <summary>What is committed.</summary>
internal static class Records
{
    public static BackupRecord Of(
        SourceWriterOptions options, SourceSummary summary, StoredManifest stored, DateTimeOffset started) => new()
    {
        Backup = options.Backup,
        Policy = new PolicyIdentity(options.PolicyUid, "bench", "bench"),
        Execution = new ExecutionIdentity(options.Backup, options.Backup),
        Type = options.Base is null ? "full" : "incremental",
        Base = options.Base,
        FencingToken = 1,
        StartedAt = started,
        CompletedAt = DateTimeOffset.UtcNow,
        RecoveryPoint = summary.RecoveryPoint,
        Compression = options.Compression.ToString(),
        OperatorVersion = "bench",
        Sources =
        [
            new SourceRecord
            {
                Name = options.Source,
                Kind = summary.Kind,
                ManifestKey = stored.Key,
                ManifestSha256 = stored.Sha256,
                Base = stored.Base,
                RecoveryPoint = summary.RecoveryPoint,
                ReadBytes = stored.ReadBytes,
                StoredBytes = stored.StoredBytes,
                TransferredBytes = stored.TransferredBytes,
                Packs = stored.Packs,
                Chunks = stored.Chunks,
            },
        ],
    };
}
