using System.Text.Json;
using BackupOperator.Api;
using BackupOperator.Api.Policies;
using BackupOperator.Manager.Policies.Validation;
using BackupOperator.Manager.Tests.Hosting;
using Kubernetes.Client;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Policies;

/// <summary>What a real API server and the manager say to the same encryption.</summary>
public sealed class EncryptionSchemaTests
{
    private const string Kms = """{"keyId":"alias/backups","region":"eu-central-1","credentialsSecretName":"kms"}""";

    [Theory]
    [InlineData("""{"keySecretName":"k"}""")]
    [InlineData("""{"mode":"None"}""")]
    [InlineData("""{"keySecretName":"k","rotateAfter":"30d","retirePreviousKey":true}""")]
    [InlineData("""{"keySecretName":"k","previousKeySecretName":"o"}""")]
    [InlineData("""{"kms":KMS,"previousKeySecretName":"o","retirePreviousKey":true}""")]
    [InlineData("""{"keySecretName":"k","previousKms":KMS}""")]
    public async Task Encryption_ThatCanWork_IsTaken(string encryption)
    {
        var (server, manager) = await JudgeAsync(encryption);

        Assert.Null(server);
        Assert.Empty(manager);
    }

    [Theory]
    [InlineData("{}", "set exactly one of keySecretName and kms")]
    [InlineData("""{"keySecretName":"k","kms":KMS}""", "set exactly one of keySecretName and kms")]
    [InlineData("""{"mode":"None","kms":KMS}""", "set exactly one of keySecretName and kms")]
    [InlineData("""{"mode":"None","rotateAfter":"30d"}""", "with mode None, set no other field")]
    [InlineData("""{"mode":"None","retirePreviousKey":true}""", "with mode None, set no other field")]
    [InlineData("""{"keySecretName":"k","rotateAfter":"monthly"}""", "spec.encryption.rotateAfter")]
    [InlineData("""{"keySecretName":"k","previousKeySecretName":"k"}""", "previousKeySecretName names the present Secret")]
    [InlineData("""{"keySecretName":"k","previousKeySecretName":"o","previousKms":KMS}""", "set at most one of previousKeySecretName")]
    [InlineData("""{"kms":{"keyId":"","region":"r","credentialsSecretName":"s"}}""", "spec.encryption.kms.keyId")]
    public async Task Encryption_ThatCannotWork_IsRefusedByBoth(string encryption, string expected)
    {
        var (server, manager) = await JudgeAsync(encryption);

        Assert.Contains(expected, server);
        Assert.NotEmpty(manager);
    }

    private static async Task<(string? Server, IReadOnlyList<FieldProblem> Manager)> JudgeAsync(string encryption)
    {
        var json = encryption.Replace("KMS", Kms, StringComparison.Ordinal);
        var spec = Given.Spec() with
        {
            Encryption = (EncryptionSpec)JsonSerializer.Deserialize(json, typeof(EncryptionSpec), ApiJsonContext.Default)!,
        };
        return (await RefusalAsync(spec), PolicyValidator.Validate(spec));
    }

    private static async Task<string?> RefusalAsync(BackupPolicySpec spec)
    {
        using var plane = await ControlPlane.UseAsync(TestContext.Current.CancellationToken);
        var policy = new V1alpha1BackupPolicy
        {
            Metadata = new V1ObjectMeta { Name = "shop", NamespaceProperty = plane.Namespace },
            Spec = spec,
        };
        try
        {
            await plane.Client.CreateAsync(policy, TestContext.Current.CancellationToken);
            return null;
        }
        catch (KubernetesException exception)
        {
            return exception.Message;
        }
    }
}
