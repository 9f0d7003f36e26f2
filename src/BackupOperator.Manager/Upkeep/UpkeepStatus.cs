using System.Globalization;
using BackupOperator.Api;
using BackupOperator.Api.Policies;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Upkeep;

/// <summary>Writes what agents found and did into the status of a policy.</summary>
internal static class UpkeepStatus
{
    // What a store refuses to delete it refuses for days: the lock of an object, a permission that somebody must give.
    private static readonly TimeSpan RefusedRest = TimeSpan.FromDays(1);

    /// <summary>What was announced and is due.</summary>
    public static IEnumerable<string> Due(this RetentionStatus retention, DateTimeOffset now) => retention.Plan
        .Where(planned => planned.Action is RetentionAction.Delete && planned.Due <= now)
        .Select(planned => planned.Backup);

    /// <summary>The store was looked through.</summary>
    public static void RecordSurvey(
        this V1alpha1BackupPolicy policy, SurveyResult result, IReadOnlyList<RetentionEntry> listed, DateTimeOffset now)
    {
        var earlier = policy.Status.Retention ?? new RetentionStatus();
        var plan = Plan(policy, earlier, result, listed, now);
        policy.Status.Retention = earlier with
        {
            SurveyTime = now,
            SurveyGeneration = policy.Generation(),
            NewestBackup = result.Newest,
            Kept = result.Backups - result.Expiring,
            Expiring = result.Expiring,
            Plan = plan,
            NextPrune = plan.Min(planned => planned.Due)
                ?? (result.Leftovers ? earlier.NextPrune ?? Announce(policy, earlier, now) : null),
            LastAttemptTime = now,
            Failures = 0,
        };
    }

    /// <summary>What the stored backups take.</summary>
    public static StorageStatistics ToStatistics(this SurveyResult result) => new()
    {
        Backups = result.Backups,
        SourceBytes = result.SourceBytes,
        Source = ByteSize.Format(result.SourceBytes),
        StoredBytes = result.StoredBytes,
        Stored = ByteSize.Format(result.StoredBytes),
        PlainBytes = result.PlainBytes,
        ReclaimableBytes = result.ReclaimableBytes,
        Reclaimable = ByteSize.Format(result.ReclaimableBytes),
        DeduplicationRatio = Ratio(result.SourceBytes, result.PlainBytes),
        CompressionRatio = Ratio(result.PlainBytes, result.NeededBytes),
    };

    /// <summary>Whether the backups open; null where nothing is encrypted.</summary>
    public static EscrowStatus? ToEscrow(this SurveyResult result, string? message, DateTimeOffset now) =>
        result.Openable is not { } openable
            ? null
            : new EscrowStatus
            {
                CheckTime = now,
                Backups = result.Backups,
                Openable = openable,
                DataKeys = result.DataKeys,
                Problem = openable == result.Backups
                    ? null
                    : message ?? $"{result.Backups - openable} of {result.Backups} backups do not open with the keys at hand",
            };

    /// <summary>What was due is deleted, but for what the store refused.</summary>
    public static void RecordPrune(this RetentionStatus retention, PruneResult result, DateTimeOffset now)
    {
        var gone = result.Deleted.ToHashSet(StringComparer.Ordinal);
        retention.Plan = [.. retention.Plan.Where(planned => !gone.Contains(planned.Backup))];
        retention.Expiring = Math.Max(0, retention.Expiring - gone.Count);
        retention.NextPrune = null;
        retention.LastPruneTime = now;
        retention.DeletedBackups = gone.Count;
        retention.FreedBytes = result.FreedBytes;
        retention.Freed = ByteSize.Format(result.FreedBytes);
        retention.UndeletedObjects = result.UndeletedObjects;
        retention.LastAttemptTime = now;
        retention.Failures = 0;

        // What is left, and what it takes, is looked up in the store.
        retention.SurveyTime = null;
    }

    /// <summary>An agent could not do its work.</summary>
    public static void RecordFailure(this RetentionStatus retention, DateTimeOffset now)
    {
        retention.LastAttemptTime = now;
        retention.Failures++;
    }

    private static List<PlannedBackup> Plan(
        V1alpha1BackupPolicy policy,
        RetentionStatus earlier,
        SurveyResult result,
        IReadOnlyList<RetentionEntry> listed,
        DateTimeOffset now)
    {
        // An announcement stands as long as the rules do; other rules make a new one.
        var announced = earlier.SurveyGeneration == policy.Generation()
            ? earlier.Plan.Where(planned => planned.Due is not null).ToDictionary(planned => planned.Backup, planned => planned.Due)
            : [];
        var entries = listed.DistinctBy(entry => entry.Backup).ToDictionary(entry => entry.Backup);
        var goes = result.Delete.Select(name => new PlannedBackup
        {
            Backup = name,
            RecoveryPoint = entries.GetValueOrDefault(name)?.RecoveryPoint,
            Action = RetentionAction.Delete,
            Due = Later(announced.GetValueOrDefault(name) ?? Announce(policy, earlier, now), RefusedUntil(earlier)),
        });
        var stays = entries.Values.Where(entry => entry.Keep).Select(entry => new PlannedBackup
        {
            Backup = entry.Backup,
            RecoveryPoint = entry.RecoveryPoint,
            Action = RetentionAction.Keep,
            Reasons = entry.Reasons,
        });
        return [.. goes, .. stays];
    }

    private static DateTimeOffset Announce(V1alpha1BackupPolicy policy, RetentionStatus earlier, DateTimeOffset now)
    {
        var notice = Duration.Parse((policy.Spec.Retention ?? new RetentionSpec()).Notice) ?? default;
        return Later(now + notice, RefusedUntil(earlier));
    }

    private static DateTimeOffset? RefusedUntil(RetentionStatus earlier) =>
        earlier.UndeletedObjects > 0 ? earlier.LastPruneTime + RefusedRest : null;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    private static string? Ratio(long? large, long? small) => large is { } above && small is > 0 and var below
        ? ((double)above / below).ToString("0.0#", CultureInfo.InvariantCulture)
        : null;
}
