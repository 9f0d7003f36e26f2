using System.Reflection;
using BackupOperator.Agent.Backup;
using BackupOperator.Agent.Stores;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Repository;
using BackupOperator.Repository.Catalogues;
using BackupOperator.Repository.Reading;
using BackupOperator.Sources.Postgres;
using BackupOperator.Storage;
using ContractEncryption = BackupOperator.Contract.Specs.EncryptionMode;
using StoredEncryption = BackupOperator.Repository.EncryptionMode;

namespace BackupOperator.Agent.Commit;

/// <summary>Writes <c>backup.json</c>, after every source was found stored as its agent reported it.</summary>
internal sealed class CommitVerb : IVerb
{
    public async Task<AgentResult> RunAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var commit = task.Commit ?? throw new BadInputException("the task does not say what to commit");
        if (commit.Sources.Count == 0)
        {
            throw new BadInputException($"backup {commit.Identity.Backup} has no source: there is nothing to commit");
        }

        using var store = StoreOpening.Open(task.Store, new StoreMeter());
        var opened = await WritableRepository.OpenAsync(task, store, static access => access, cancellationToken);
        var repository = opened.Repository;
        var sources = new List<SourceRecord>();
        foreach (var source in commit.Sources)
        {
            sources.Add(await RequireAsync(repository, commit, source, cancellationToken));
        }

        var record = await repository.Catalogue.CommitAsync(Record(commit, sources), cancellationToken);
        var keys = await new KeyRetirement(opened, store, commit).RunAsync(cancellationToken);
        return new AgentResult { Commit = Result(store, repository, record) with { Keys = keys } };
    }

    private static async Task<SourceRecord> RequireAsync(
        BackupRepository repository, CommitTask commit, SourceResult source,
        CancellationToken cancellationToken)
    {
        var identity = commit.Identity;
        using var reader = await repository.OpenSourceAsync(
            identity.PolicyUid, identity.Backup, source.Source, cancellationToken);
        if (reader.Stored.Sha256 != source.ManifestSha256)
        {
            throw new IntegrityException(
                reader.Stored.Key,
                $"{reader.Stored.Key} is not the manifest that the agent of source {source.Source} reported: " +
                "nothing was committed");
        }

        if (reader.Stored.Base is { } used && used != commit.Base)
        {
            throw new BadInputException(
                $"source {source.Source} of backup {identity.Backup} refers to backup {used}, which is not the base " +
                $"of this run ({commit.Base ?? "none"}): start another run");
        }

        return Describe(source, reader);
    }

    private static SourceRecord Describe(SourceResult source, SourceReader reader)
    {
        var summary = PostgresReader.Describe(reader.Details);
        var lengths = reader.Streams.ToDictionary(stream => stream.Name, stream => stream.LengthBytes);
        return new SourceRecord
        {
            Name = source.Source,
            Kind = summary.Kind,
            ManifestKey = reader.Stored.Key,
            ManifestSha256 = reader.Stored.Sha256,
            Base = reader.Stored.Base,
            RecoveryPoint = summary.RecoveryPoint,
            ReadBytes = reader.Stored.ReadBytes,
            ReferredBytes = reader.Stored.ReferredBytes is > 0 and var referred ? referred : null,
            StoredBytes = reader.Stored.StoredBytes,
            TransferredBytes = Math.Max(source.TransferredBytes, reader.Stored.TransferredBytes),
            Packs = reader.Stored.Packs,
            Chunks = reader.Stored.Chunks,
            Rows = summary.Rows,
            ServerVersion = summary.Version,
            DurationSeconds = source.DurationSeconds,
            Databases = [.. summary.Databases.Select(database => new DatabaseRecord(
                database.Name, database.Tables, database.Rows, lengths.GetValueOrDefault(database.Stream)))],
        };
    }

    // What no source refers to is no base: a backup that turned out to hold everything is a full one.
    private static bool RefersToBase(IEnumerable<SourceRecord> sources) =>
        sources.Any(source => source.Base is not null);

    private static BackupRecord Record(CommitTask commit, IReadOnlyList<SourceRecord> sources) => new()
    {
        Backup = commit.Identity.Backup,
        Policy = new PolicyIdentity(commit.Identity.PolicyUid, commit.Identity.Namespace, commit.Identity.PolicyName),
        Execution = new ExecutionIdentity(commit.ExecutionUid, commit.ExecutionName),
        Schedule = commit is { Schedule: { } schedule, SlotTime: { } time } ? new ScheduleSlot(schedule, time) : null,
        Type = (RefersToBase(sources) ? commit.Type : BackupType.Full).Spell(),
        Base = RefersToBase(sources) ? commit.Base : null,
        FencingToken = commit.FencingToken,
        StartedAt = commit.StartTime,
        CompletedAt = TimeProvider.System.GetUtcNow(),
        RecoveryPoint = sources.Min(source => source.RecoveryPoint) ?? commit.StartTime,
        KeySecretName = commit.KeySecretName,
        Kms = KmsMap.ToRecord(commit.Kms),
        Compression = CompressionMap.Map(commit.Compression).ToString(),
        Sources = sources,
        OperatorVersion = typeof(CommitVerb).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
    };

    private static CommitResult Result(IObjectStore store, BackupRepository repository, BackupRecord record) => new()
    {
        Address = RecordAddress.Of(store, record.Policy.Uid, record.Backup),
        RepositoryId = repository.Id,
        Type = BackupTypeText.Read(record.Type) ?? BackupType.Full,
        Base = record.Base,
        Encryption = record.Encryption.Mode == StoredEncryption.None ? ContractEncryption.None : ContractEncryption.AES256GCM,
        KeyId = record.Encryption.KeyId,
        RecoveryPoint = record.RecoveryPoint,
    };
}
