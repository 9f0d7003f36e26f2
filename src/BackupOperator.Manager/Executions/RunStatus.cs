using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Executions;

/// <summary>Writes a run into the status of its execution.</summary>
internal static class RunStatus
{
    private const int WholePercent = 100;

    /// <summary>The run has its turn. Says the same on every pass.</summary>
    public static void Begin(this BackupExecutionStatus status, BackupRun run)
    {
        status.WaitingSince = null;
        status.Phase = status.Phase is null or ExecutionPhase.Pending ? ExecutionPhase.Running : status.Phase;
        status.Backup = BackupName.For(run.Execution);
        status.StartTime = run.StartTime;
        status.PolicyName = run.Policy.Name();
        status.PolicyUid = run.Policy.Uid();
        if (status.Type is null)
        {
            status.Type = run.Type.Type;
            status.Base = run.Type.Base;
            status.TypeMessage = run.Type.Message;
        }

        status.FencingToken = run.FencingToken;
        status.Integrity ??= IntegrityState.Pending;
        status.Progress ??= "0%";
        if (status.Sources.Count == 0)
        {
            status.Sources = [.. run.Policy.Spec.Sources.Select(source => new SourceStatus { Name = source.Name })];
        }
    }

    /// <summary>Adds the sources up.</summary>
    public static void Total(this BackupExecutionStatus status)
    {
        var sources = status.Sources;
        status.ReadBytes = sources.Sum(source => source.ReadBytes ?? 0);
        status.StoredBytes = sources.Sum(source => source.StoredBytes ?? 0);
        status.ReferredBytes = sources.Sum(source => source.ReferredBytes ?? 0);
        status.TransferredBytes = sources.Sum(source => source.TransferredBytes ?? 0);
        status.ReadBytesPerSecond = sources.Sum(source => source.ReadBytesPerSecond ?? 0);
        status.Read = ByteSize.Format(status.ReadBytes.Value);
        if (sources.All(source => source.Phase == SourceProgress.Succeeded))
        {
            // On the way, what was read is ahead of what was stored: a ratio of the two would mislead.
            status.Referred = Savings.Share(status);
            status.CompressionRatio = Savings.Text(Savings.CompressionRatio(status));
        }

        status.Stored = ByteSize.Format(status.StoredBytes.Value);
        status.Rows = sources.Any(source => source.Rows is not null) ? sources.Sum(source => source.Rows ?? 0) : null;
        status.Progress = SourceProgress.Percent(sources);
        status.TimeLeft = SourceProgress.TimeLeft(sources);
    }

    /// <summary>The record is written: the backup exists.</summary>
    public static void Commit(this BackupExecutionStatus status, BackupRun run, CommitResult result)
    {
        status.Phase = ExecutionPhase.Verifying;
        status.Attempts = 1;
        status.RecoveryPoint = result.RecoveryPoint;
        status.Commit(result.Type, result.Base);
        status.Storage = new StoredBackup
        {
            LocationName = run.Location.Name(),
            Address = result.Address,
            RepositoryId = result.RepositoryId,
            PolicyUid = run.Policy.Uid(),
            Encryption = result.Encryption,
            KeyId = result.KeyId,
            KeySecretName = result.Encryption is EncryptionMode.None ? null : run.KeySecretName,
            Kms = result.Encryption is EncryptionMode.None ? null : run.Kms,
        };
        status.Keys = result.Keys is not { } keys ? null : new KeyStatus
        {
            DataKeys = keys.DataKeys,
            CurrentSince = keys.CurrentSince,
            RemovedFiles = keys.RemovedFiles > 0 ? keys.RemovedFiles : null,
            Message = keys.Message,
        };
    }

    /// <summary>The backup was read back, all or part of it, and what was read agrees.</summary>
    public static void RecordCheck(this BackupExecutionStatus status, CheckResult check, DateTimeOffset now)
    {
        status.IntegrityTime = now;
        status.Integrity = check.Percent == WholePercent ? IntegrityState.Passed : IntegrityState.Sampled;
        status.IntegrityCheck = new IntegrityCheckStatus
        {
            Level = check.Percent switch
            {
                WholePercent => IntegrityLevel.Full,
                0 => IntegrityLevel.Existence,
                _ => IntegrityLevel.Sampled,
            },
            Percent = check.Percent,
            Objects = check.Objects,
            ReadBytes = check.ReadBytes,
            DumpEntries = check.DumpEntries,
        };
    }

    /// <summary>Nothing will change any more.</summary>
    public static void End(this BackupExecutionStatus status, ExecutionPhase phase, DateTimeOffset now)
    {
        status.Phase = phase;
        status.WaitingSince = null;
        status.TimeLeft = null;
        status.CompletionTime = now;
        if (status.Storage is null && status.Integrity is IntegrityState.Pending)
        {
            // There is nothing that could ever be read back.
            status.Integrity = null;
        }

        if (status.StartTime is { } start)
        {
            status.DurationSeconds = (long)(now - start).TotalSeconds;
            status.Duration = Duration.Format(now - start);
        }
    }

    // What the record says holds: agents may have found that the base cannot be referred to.
    private static void Commit(this BackupExecutionStatus status, BackupType type, string? @base)
    {
        if (status.Type != type)
        {
            status.TypeMessage = $"backup {status.Base} lacks what this policy backs up, or packs of it: everything is stored anew";
        }

        status.Type = type;
        status.Base = @base;
    }
}
