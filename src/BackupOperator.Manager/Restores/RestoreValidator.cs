using BackupOperator.Api;
using BackupOperator.Api.Restores;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Policies.Validation;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Restores;

/// <summary>Repeats the rules of the schema, for API servers that do not know all of them.</summary>
internal static class RestoreValidator
{
    private const int MostConnections = 32;

    /// <summary>What is wrong with a spec, field by field; null when nothing is.</summary>
    public static Refusal? Check(RestoreOperationSpec spec)
    {
        var problems = new List<string>();
        CheckBackup(problems, spec.Backup);
        CheckTarget(problems, spec.Target);
        CheckKey(problems, spec);
        CheckDuration(problems, "spec.recoveryTimeObjective", spec.RecoveryTimeObjective);
        CheckPerformance(problems, spec.Performance);
        problems.AddRange(CheckNames(spec).Select(problem => problem.ToString()));
        return problems.Count == 0 ? null : new Refusal(Reason.SpecInvalid, string.Join("; ", problems));
    }

    private static void CheckBackup(List<string> problems, BackupReference backup)
    {
        var named = new object?[] { backup.ExecutionName, backup.PolicyName, backup.Stored }.Count(way => way is not null);
        if (named != 1)
        {
            problems.Add("spec.backup: set exactly one of executionName, policyName and stored");
        }
    }

    private static IReadOnlyList<FieldProblem> CheckNames(RestoreOperationSpec spec)
    {
        var checks = new FieldChecks();
        checks.OptionalObjectName("spec.backup.executionName", spec.Backup.ExecutionName, "BackupExecution");
        checks.OptionalObjectName("spec.backup.policyName", spec.Backup.PolicyName, "BackupPolicy");
        if (spec.Backup.Stored is { } stored)
        {
            checks.ObjectName("spec.backup.stored.locationName", stored.LocationName, "BackupStorageLocation");
            checks.StoreName("spec.backup.stored.policyUid", stored.PolicyUid);
            checks.StoreName("spec.backup.stored.backup", stored.Backup);
        }

        checks.OptionalObjectName("spec.keySecretName", spec.KeySecretName, "Secret");
        if (spec.Target.Postgres is { } postgres)
        {
            checks.ObjectName("spec.target.postgres.connection.secretName", postgres.Connection.SecretName, "Secret");
        }

        JobTemplateRules.Check(checks, "spec.jobTemplate", spec.JobTemplate);
        return checks.Problems;
    }

    private static void CheckKey(List<string> problems, RestoreOperationSpec spec)
    {
        if (spec is { KeySecretName: not null, Kms: not null })
        {
            problems.Add("spec: set at most one of keySecretName and kms");
        }

        if (spec.Kms is { } kms)
        {
            var checks = new FieldChecks();
            KmsKeyRules.Check(checks, "spec.kms", kms);
            problems.AddRange(checks.Problems.Select(problem => problem.ToString()));
        }
    }

    private static void CheckTarget(List<string> problems, RestoreTarget target)
    {
        if (target.Postgres is not { } postgres)
        {
            problems.Add("spec.target.postgres: must be set; it is the kind of target that this version restores to");
            return;
        }

        if (postgres.Connection.Port is < 1 or > 65535)
        {
            problems.Add("spec.target.postgres.connection.port: must be between 1 and 65535");
        }

        if (postgres.Databases.Any(database => database.Name.Length == 0))
        {
            problems.Add("spec.target.postgres.databases: every entry needs a name");
        }

        var targets = postgres.Databases.Select(database => database.TargetName ?? database.Name).ToList();
        if (targets.Distinct(StringComparer.Ordinal).Count() != targets.Count)
        {
            problems.Add("spec.target.postgres.databases: two databases cannot go into one");
        }
    }

    private static void CheckPerformance(List<string> problems, RestorePerformance? performance)
    {
        if (performance is null)
        {
            return;
        }

        CheckDuration(problems, "spec.performance.startTimeout", performance.StartTimeout);
        CheckDuration(problems, "spec.performance.runTimeout", performance.RunTimeout);
        if (performance.Parallelism is < 1 or > MostConnections)
        {
            problems.Add($"spec.performance.parallelism: must be between 1 and {MostConnections}");
        }
    }

    private static void CheckDuration(List<string> problems, string field, string? value)
    {
        if (value is not null && (!Duration.TryParse(value, out var duration) || duration <= TimeSpan.Zero))
        {
            problems.Add($"{field}: \"{value}\" is not a duration such as 4h");
        }
    }
}
