using System.Text.Json;
using BackupOperator.Contract;

namespace BackupOperator.Api.Tests;

/// <summary>The generated reader gives properties that can only be set at creation the type's default instead of their own when
/// the JSON leaves them out; so none is such.</summary>
public sealed class AbsentFieldTests
{
    [Fact]
    public void Policy_LeavesFieldsOut_HasTheirDefaults()
    {
        var policy = JsonSerializer.Deserialize("""{"spec":{"sources":[{"name":"a","postgres":{}}],"limits":{}}}""", ApiJsonContext.Default.V1alpha1BackupPolicy)!;
        var postgres = policy.Spec.Sources[0].Postgres!;
        Assert.Equal("UTC", policy.Spec.TimeZone);
        Assert.Empty(policy.Spec.Schedules);
        Assert.Empty(policy.Spec.Storage);
        Assert.Equal((null, 2, "24h"), (policy.Spec.Limits!.Parallelism, policy.Spec.Limits.Retries, policy.Spec.Limits.RunTimeout));
        Assert.Equal(("postgres", true, 0), (postgres.Connection.MaintenanceDatabase, postgres.Globals, postgres.Databases.Count));
        Assert.Empty(policy.Status.Schedules);
    }

    [Fact]
    public void Restore_LeavesFieldsOut_HasTheirDefaults()
    {
        var restore = JsonSerializer.Deserialize(
            """{"spec":{"target":{"postgres":{}},"performance":{}}}""", ApiJsonContext.Default.V1alpha1RestoreOperation)!;
        Assert.Empty(restore.Spec.Target.Postgres!.Databases);
        Assert.Empty(restore.Spec.Target.Postgres.Tables);
        Assert.Null(restore.Spec.Performance!.Parallelism);
    }

    [Fact]
    public void EveryProperty_OfTheKindsAndTheContract_CanBeSetAfterCreation()
    {
        var fixedOnes = typeof(AgentTask).Assembly.GetTypes()
            // What is made through its constructor has no defaults to lose.
            .Where(type => type.IsPublic && type.GetConstructor(Type.EmptyTypes) is not null)
            .SelectMany(type => type.GetProperties())
            .Where(property => property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Length > 0)
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name}");
        Assert.Empty(fixedOnes);
    }
}
