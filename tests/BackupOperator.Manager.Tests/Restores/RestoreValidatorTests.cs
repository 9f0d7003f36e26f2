using BackupOperator.Api.Restores;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Restores;
using BackupOperator.Manager.Tests.Cluster;

namespace BackupOperator.Manager.Tests.Restores;

public sealed class RestoreValidatorTests
{
    public static TheoryData<string, Func<RestoreOperationSpec, RestoreOperationSpec>> Wrong => new()
    {
        { "spec.backup: set exactly one", spec => spec with { Backup = new BackupReference() } },
        { "spec.backup: set exactly one", spec => spec with { Backup = new BackupReference { ExecutionName = "a", PolicyName = "b" } } },
        { "spec.backup.stored", spec => spec with { Backup = new BackupReference { Stored = new StoredBackupReference() } } },
        { "spec.target.postgres", spec => spec with { Target = new RestoreTarget() } },
        { "spec: set at most one of keySecretName and kms", spec => spec with { KeySecretName = "k", Kms = Kms("s") } },
        { "spec.kms.credentialsSecretName: is empty", spec => spec with { Kms = Kms("") } },
        { "spec.recoveryTimeObjective", spec => spec with { RecoveryTimeObjective = "soon" } },
        { "spec.performance.parallelism", spec => spec with { Performance = new RestorePerformance { Parallelism = 0 } } },
        { "spec.performance.runTimeout", spec => spec with { Performance = new RestorePerformance { RunTimeout = "0s" } } },
        {
            "two databases cannot go into one", spec => spec with
            {
                Target = new RestoreTarget
                {
                    Postgres = spec.Target.Postgres! with
                    {
                        Databases = [new DatabaseMapping { Name = "a" }, new DatabaseMapping { Name = "b", TargetName = "a" }],
                    },
                },
            }
        },
    };

    [Fact]
    public void Spec_Valid_IsNotRefused() => Assert.Null(RestoreValidator.Check(Given.Restore().Spec));

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Spec_Wrong_IsRefusedByFieldName(string expected, Func<RestoreOperationSpec, RestoreOperationSpec> change) =>
        Assert.Contains(expected, RestoreValidator.Check(change(Given.Restore().Spec))!.Message, StringComparison.Ordinal);

    private static KmsKeySpec Kms(string credentials) =>
        new() { KeyId = "k", Region = "eu-central-1", CredentialsSecretName = credentials };
}
