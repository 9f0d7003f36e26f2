using BackupOperator.Agent.Backup;
using BackupOperator.Agent.Reporting;
using BackupOperator.Agent.Stores;
using BackupOperator.Contract;
using BackupOperator.Repository;
using BackupOperator.Repository.Catalogues;
using BackupOperator.Repository.Reading;
using BackupOperator.Sources;
using BackupOperator.Sources.Postgres;
using BackupOperator.Storage;

namespace BackupOperator.Agent.Restore;

/// <summary>Brings one source of a committed backup back.</summary>
internal sealed class RestoreVerb(AgentOutput output) : IVerb
{
    public async Task<AgentResult> RunAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var restore = task.Restore ?? throw new BadInputException("the task does not say what to restore");
        var restorer = CreateRestorer(restore);
        using var store = StoreOpening.Open(task.Store, new StoreMeter());
        var repository = await KeyFile.OpenAsync(task, store, static access => access, cancellationToken);
        using var reader = await OpenAsync(repository, task, restore, cancellationToken);

        var progress = new WorkProgress(output);
        var source = new RepositoryStreams(reader, AgentParallelism.Of(restore.Parallelism), progress);
        progress.Report(new SourceProgress("checking the target", reader.Streams.Sum(stream => stream.LengthBytes)));
        var summary = await restorer.RestoreAsync(source, progress, cancellationToken);
        return new AgentResult
        {
            Restore = new RestoreResult
            {
                RecoveryPoint = summary.RecoveryPoint,
                RestoredBytes = source.ReadBytes,
                Databases = summary.Databases,
                Tables = summary.Tables,
                Rows = summary.Rows,
                ComparedTables = summary.ComparedTables,
            },
        };
    }

    private static PostgresRestorer CreateRestorer(RestoreTask restore)
    {
        var target = restore.Target.Postgres
            ?? throw new BadInputException("the task names no target of a kind that this agent restores to");
        return new PostgresRestorer(new PostgresTargetOptions
        {
            Connection = PostgresSourceMap.Map(target.Connection, restore.Connection),
            Databases =
            [
                .. (target.Databases ?? [])
                    .Select(mapping => new PostgresDatabaseMapping(mapping.Name, mapping.TargetName)),
            ],
            Schemas = [.. target.Schemas ?? []],
            Tables = [.. target.Tables ?? []],
            Globals = target.Globals,
            NoOwner = target.NoOwner,
            OverwriteExisting = restore.OverwriteExisting,
            Parallelism = AgentParallelism.Of(restore.Parallelism),
        });
    }

    private static async Task<SourceReader> OpenAsync(
        BackupRepository repository, AgentTask task, RestoreTask restore, CancellationToken cancellationToken)
    {
        try
        {
            var record = await repository.Catalogue.GetAsync(restore.PolicyUid, restore.Backup, cancellationToken);
            return await OpenAsync(repository, record, restore, cancellationToken);
        }
        catch (RepositoryException exception) when (exception.Failure == RepositoryFailure.KeyMissing)
        {
            throw new RepositoryException(exception.Failure, $"{exception.Message}; {TaskKeys.Tried(task)}");
        }
    }

    private static async Task<SourceReader> OpenAsync(
        BackupRepository repository, BackupRecord record, RestoreTask restore, CancellationToken cancellationToken)
    {
        var source = Choose(record, restore.SourceName);
        var reader = await repository.OpenSourceAsync(
            restore.PolicyUid, restore.Backup, source.Name, cancellationToken);
        try
        {
            reader.RequireRecorded(source.ManifestSha256);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static SourceRecord Choose(BackupRecord record, string? name)
    {
        var names = string.Join(", ", record.Sources.Select(source => source.Name));
        if (name is not null)
        {
            return record.Sources.FirstOrDefault(source => source.Name == name)
                ?? throw new BadInputException($"backup {record.Backup} has no source {name}; it has {names}");
        }

        return record.Sources is [var only]
            ? only
            : throw new BadInputException(
                $"backup {record.Backup} has several sources: set sourceName to one of {names}");
    }
}
