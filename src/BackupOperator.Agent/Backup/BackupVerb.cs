using System.Diagnostics;
using BackupOperator.Agent.Reporting;
using BackupOperator.Agent.Stores;
using BackupOperator.Contract;
using BackupOperator.Repository;
using BackupOperator.Repository.Writing;
using BackupOperator.Sources;
using BackupOperator.Sources.Postgres;
using BackupOperator.Storage;

namespace BackupOperator.Agent.Backup;

/// <summary>Reads one source into packs and a manifest. Nothing of it is a backup before it is committed.</summary>
internal sealed class BackupVerb(AgentOutput output) : IVerb
{
    public async Task<AgentResult> RunAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var backup = task.Backup ?? throw new BadInputException("the task does not say what to back up");
        var reader = CreateReader(backup);
        var meter = new StoreMeter();
        using var store = StoreOpening.Open(task.Store, meter);
        var opened = await BackupRepositoryAccess.OpenAsync(task, backup, store, cancellationToken);
        Report(opened);
        var repository = opened.Repository;

        // An agent that died after its last write left a complete manifest: that one is the result.
        var identity = backup.Identity;
        using (var done = await repository.FindSourceAsync(
            identity.PolicyUid, identity.Backup, backup.Source.Name, cancellationToken))
        {
            if (done is not null)
            {
                output.Info($"source {backup.Source.Name} of backup {identity.Backup} is complete already");
                var stored = done.Stored;
                return Result(
                    backup, PostgresReader.Describe(done.Details), stored, repository, stored.TransferredBytes,
                    TimeSpan.Zero);
            }
        }

        return await WriteAsync(backup, reader, repository, meter, cancellationToken);
    }

    private static PostgresReader CreateReader(BackupTask backup) => backup.Source.Postgres is { } postgres
        ? new PostgresReader(
            PostgresSourceMap.Map(postgres, backup.Connection, AgentParallelism.Of(backup.Parallelism)))
        : throw new BadInputException($"source {backup.Source.Name} is of no kind that this agent reads");

    private static SourceWriterOptions Options(BackupTask backup, IProgress<WriteProgress> progress) => new()
    {
        PolicyUid = backup.Identity.PolicyUid,
        Source = backup.Source.Name,
        Backup = backup.Identity.Backup,
        Base = backup.Base,

        // Whether an attempt was made before this one, only the store knows for sure.
        Resume = true,
        Compression = CompressionMap.Map(backup.Compression),
        Parallelism = AgentParallelism.Of(backup.Parallelism),
        Progress = progress,
    };

    private static AgentResult Result(
        BackupTask backup, SourceSummary summary, StoredManifest stored, BackupRepository repository,
        long transferredBytes, TimeSpan duration) => new()
    {
        Backup = new SourceResult
        {
            Source = backup.Source.Name,
            ManifestKey = stored.Key,
            ManifestSha256 = stored.Sha256,
            Base = stored.Base,
            KeyId = repository.KeyId,
            RecoveryPoint = summary.RecoveryPoint,
            ReadBytes = stored.ReadBytes,
            ReferredBytes = stored.ReferredBytes,
            StoredBytes = stored.StoredBytes,
            TransferredBytes = transferredBytes,
            Databases = summary.Databases.Count,
            Tables = summary.Tables,
            Rows = summary.Rows,
            ServerVersion = summary.Version,
            DurationSeconds = Math.Round(duration.TotalSeconds, 3),
        },
    };

    private void Report(WritableRepository opened)
    {
        foreach (var warning in opened.Warnings)
        {
            output.Warning(warning);
        }

        if (opened.Wrapped > 0)
        {
            output.Info($"{opened.Wrapped} data keys were wrapped for {opened.Keys.Present!.Name}");
        }
    }

    private async Task<AgentResult> WriteAsync(
        BackupTask backup, PostgresReader reader, BackupRepository repository, StoreMeter meter,
        CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var progress = new WorkProgress(output);
        await using var writer = await repository.WriteSourceAsync(
            Options(backup, new WriterProgress(progress, meter)), cancellationToken);
        if (backup.Base is { } wanted && writer.Base is null)
        {
            output.Warning(
                $"backup {wanted} has no source {backup.Source.Name} or lacks a pack of it: everything is stored anew");
        }

        var summary = await reader.ReadAsync(new RepositorySink(writer), progress, cancellationToken);
        var stored = await writer.CompleteAsync(summary.Details, cancellationToken);
        return Result(backup, summary, stored, repository, meter.Snapshot().BytesSent, clock.Elapsed);
    }

    private sealed class WriterProgress(WorkProgress progress, StoreMeter meter) : IProgress<WriteProgress>
    {
        public void Report(WriteProgress value) =>
            progress.Bytes(value.ReadBytes, value.StoredBytes, meter.Snapshot().BytesSent);
    }
}
