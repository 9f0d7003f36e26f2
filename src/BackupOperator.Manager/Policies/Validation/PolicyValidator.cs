using BackupOperator.Api.Policies;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Scheduling;
using Kubernetes.Client.Models;

namespace BackupOperator.Manager.Policies.Validation;

/// <summary>Checks a policy's spec: the rules of the schema once more, for API servers that skip some of them, and those that a
/// schema cannot say.</summary>
internal static class PolicyValidator
{
    // A pass, a request, a replica that takes over: with less a healthy manager would miss its slots.
    private static readonly TimeSpan ShortestDeadline = TimeSpan.FromSeconds(10);

    // Below it a pack takes longer than a request may.
    private const decimal LeastBandwidth = 1 << 20;

    /// <summary>All problems; empty for a valid spec.</summary>
    public static IReadOnlyList<FieldProblem> Validate(BackupPolicySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var checks = new FieldChecks();
        checks.Read("spec.timeZone", () => ScheduleClock.FindZone(spec.TimeZone));
        CheckSchedules(checks, spec.Schedules);
        SourceRules.Check(checks, spec.Sources);
        CheckStorage(checks, spec.Storage);
        RetentionRules.Check(checks, "spec.retention", spec.Retention);
        EncryptionRules.Check(checks, spec.Encryption);
        CheckCompression(checks, spec.Compression);
        CheckBounds(checks, spec);
        JobTemplateRules.Check(checks, "spec.jobTemplate", spec.JobTemplate);
        return checks.Problems;
    }

    private static void CheckSchedules(FieldChecks checks, IList<BackupSchedule> schedules)
    {
        checks.Length("spec.schedules", schedules.Count, 0, 20);
        checks.Unique("spec.schedules", schedules.Select(schedule => schedule.Name));
        foreach (var schedule in schedules)
        {
            var path = $"spec.schedules[{schedule.Name}]";
            checks.Label($"{path}.name", schedule.Name, 30);
            checks.Read($"{path}.cron", () => CronExpression.Parse(schedule.Cron));
            checks.OptionalDuration($"{path}.jitter", schedule.Jitter);
            checks.OptionalDuration($"{path}.startingDeadline", schedule.StartingDeadline);
            checks.Require(
                !Duration.TryParse(schedule.StartingDeadline, out var deadline) || deadline >= ShortestDeadline,
                $"{path}.startingDeadline",
                $"\"{schedule.StartingDeadline}\" is shorter than a start may take; write at least {Duration.Format(ShortestDeadline)}");
            if (schedule.Window is { } window)
            {
                checks.PositiveDuration($"{path}.window.duration", window.Duration);
            }
        }
    }

    private static void CheckStorage(FieldChecks checks, IList<StorageReference> storage)
    {
        checks.Length("spec.storage", storage.Count, 1, 1);
        for (var index = 0; index < storage.Count; index++)
        {
            checks.ObjectName($"spec.storage[{index}].locationName", storage[index].LocationName, "BackupStorageLocation");
        }
    }

    private static void CheckCompression(FieldChecks checks, CompressionSpec? compression)
    {
        if (compression is null)
        {
            return;
        }

        checks.Require(
            compression.Algorithm is "zstd" or "lz4" or "none",
            "spec.compression.algorithm",
            $"\"{compression.Algorithm}\" is not known; write zstd, lz4 or none");
        checks.Range("spec.compression.level", compression.Level, 1, 22);
    }

    private static void CheckBounds(FieldChecks checks, BackupPolicySpec spec)
    {
        if (spec.Objectives?.Rpo is { } rpo)
        {
            checks.PositiveDuration("spec.objectives.rpo", rpo);
        }

        if (spec.Objectives?.Rto is { } rto)
        {
            checks.PositiveDuration("spec.objectives.rto", rto);
        }

        if (spec.Limits is { } limits)
        {
            if (limits.Parallelism is { } parallelism)
            {
                checks.Range("spec.limits.parallelism", parallelism, 1, 16);
            }

            checks.Require(
                limits.Bandwidth is null || new Quantity(limits.Bandwidth).ToDecimal() is >= LeastBandwidth,
                "spec.limits.bandwidth",
                $"\"{limits.Bandwidth}\" is no bandwidth; write bytes per second like 200Mi, at least 1Mi");
            checks.Range("spec.limits.retries", limits.Retries, 0, 10);
            checks.PositiveDuration("spec.limits.startTimeout", limits.StartTimeout);
            checks.PositiveDuration("spec.limits.runTimeout", limits.RunTimeout);
        }

        if (spec.Verification?.Integrity is { } integrity)
        {
            checks.Range("spec.verification.integrity.percent", integrity.Percent, 0, 100);
        }

        if (spec.History is { } history)
        {
            checks.Range("spec.history.succeeded", history.Succeeded, 1, 1000);
            checks.Range("spec.history.failed", history.Failed, 1, 1000);
        }
    }
}
