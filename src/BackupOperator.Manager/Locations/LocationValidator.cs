using System.Text.RegularExpressions;
using BackupOperator.Api;
using BackupOperator.Api.Locations;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Policies.Validation;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Locations;

/// <summary>Repeats the rules of the schema, for API servers that do not know all of them.</summary>
internal static partial class LocationValidator
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMinutes(1);

    /// <summary>What is wrong with a spec, field by field; null when nothing is.</summary>
    public static Refusal? Check(BackupStorageLocationSpec spec)
    {
        var problems = new List<string>();
        if ((spec.S3 is null) == (spec.Filesystem is null))
        {
            problems.Add("spec: set exactly one of s3 and filesystem");
        }

        if (spec.S3 is { } s3)
        {
            CheckS3(problems, s3);
        }

        problems.AddRange(CheckNames(spec).Select(problem => problem.ToString()));
        if (spec.Prefix is { Length: > 0 } prefix && (prefix.Length > 200 || !Prefix().IsMatch(prefix)))
        {
            problems.Add($"spec.prefix: \"{prefix}\" is not a path of folders such as team-a/prod");
        }

        if (!Duration.TryParse(spec.CheckInterval, out var interval) || interval < ShortestInterval)
        {
            problems.Add($"spec.checkInterval: \"{spec.CheckInterval}\" is not a duration of at least 1m, such as 15m");
        }

        if (spec.Import is { Limit: < 0 or > 1000 })
        {
            problems.Add("spec.import.limit: must be between 0 and 1000");
        }

        return problems.Count == 0 ? null : new Refusal(Reason.SpecInvalid, string.Join("; ", problems));
    }

    private static IReadOnlyList<FieldProblem> CheckNames(BackupStorageLocationSpec spec)
    {
        var checks = new FieldChecks();
        if (spec.Filesystem is { } filesystem)
        {
            checks.ObjectName("spec.filesystem.claimName", filesystem.ClaimName, "PersistentVolumeClaim");
        }

        if (spec.S3 is { } s3)
        {
            checks.ObjectName("spec.s3.credentialsSecretName", s3.CredentialsSecretName, "Secret");
            checks.OptionalObjectName("spec.s3.caSecretName", s3.CaSecretName, "Secret");
        }

        JobTemplateRules.Check(checks, "spec.jobTemplate", spec.JobTemplate);
        return checks.Problems;
    }

    private static void CheckS3(List<string> problems, S3Location s3)
    {
        if (s3.Bucket.Length is < 3 or > 63)
        {
            problems.Add("spec.s3.bucket: must have 3 to 63 characters");
        }

        if (s3.Region.Length == 0)
        {
            problems.Add("spec.s3.region: must not be empty");
        }

        if (s3.Endpoint is { } endpoint && !Endpoint().IsMatch(endpoint))
        {
            problems.Add($"spec.s3.endpoint: \"{endpoint}\" is not an address such as https://s3.example.org:9000");
        }

        if (s3.ServerSideEncryption is { Algorithm: not ("AES256" or "aws:kms") })
        {
            problems.Add("spec.s3.serverSideEncryption.algorithm: must be AES256 or aws:kms");
        }
    }

    [GeneratedRegex("^([A-Za-z0-9_-][A-Za-z0-9._-]*)(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$")]
    private static partial Regex Prefix();

    [GeneratedRegex("^https?://[^/?#]+/?$")]
    private static partial Regex Endpoint();
}
