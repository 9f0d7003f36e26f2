using System.Text.RegularExpressions;
using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Manager.Tests.Cluster;
using BackupOperator.Manager.Tests.Hosting;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using Kubernetes.ManifestGenerator.Tests;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Jobs;

/// <summary>What a real API server makes of objects that are exported, deleted and created again by kubectl.</summary>
public sealed partial class CopiesOnServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restore_RecreatedFromItsExportedYaml_StartsNoSecondAgent()
    {
        using var plane = await UseAsync();
        await plane.PutAsync(Given.Stored(), Cancellation);
        await plane.PutAsync(Given.Restore(), Cancellation);
        var passes = new Passes<V1alpha1RestoreOperation>(
            plane.Client,
            async name => (await plane.Client.GetAsync<V1alpha1RestoreOperation>(name, plane.Namespace, Cancellation))!,
            World.NewRestoreController(plane.Client, TimeProvider.System));
        await passes.OnceAsync("bring-back");
        await passes.OnceAsync("bring-back");
        Assert.Equal(["bring-back-restore"], await JobsAsync(plane));

        await RecreateAsync(plane, "restoreoperation", "bring-back");
        var result = await passes.OnceAsync("bring-back");

        Assert.Equal((ReconciliationOutcome.Stalled, Reason.AlreadyStarted), (result!.Outcome, result.Reason));
        var copy = (await plane.Client.GetAsync<V1alpha1RestoreOperation>("bring-back", plane.Namespace, Cancellation))!;
        Assert.Equal(RestorePhase.Failed, copy.Status.Phase);
        Assert.False(await OwnsJobAsync(plane, copy));
    }

    [Fact]
    public async Task Execution_RecreatedFromItsExportedYaml_StartsNoSecondAgent()
    {
        using var plane = await UseAsync();
        await plane.PutAsync(Given.Execution(), Cancellation);
        var passes = new Passes<V1alpha1BackupExecution>(
            plane.Client,
            async name => (await plane.Client.GetAsync<V1alpha1BackupExecution>(name, plane.Namespace, Cancellation))!,
            World.NewExecutionController(plane.Client, TimeProvider.System));
        await passes.OnceAsync("manual");
        Assert.Equal(["manual-backup-orders-1"], await JobsAsync(plane));

        await RecreateAsync(plane, "backupexecution", "manual");
        var result = await passes.OnceAsync("manual");

        Assert.Equal((ReconciliationOutcome.Stalled, Reason.AlreadyStarted), (result!.Outcome, result.Reason));
        var copy = (await plane.Client.GetAsync<V1alpha1BackupExecution>("manual", plane.Namespace, Cancellation))!;
        Assert.Equal(ExecutionPhase.Failed, copy.Status.Phase);
        Assert.False(await OwnsJobAsync(plane, copy));
    }

    [Theory]
    [InlineData("backupexecution", "manual", "BackupExecution")]
    [InlineData("restoreoperation", "bring-back", "RestoreOperation")]
    public async Task NotAfter_IsChangedLater_IsRefused(string resource, string name, string kind)
    {
        using var plane = await UseAsync();
        await plane.PutAsync(Given.Execution(), Cancellation);
        await plane.PutAsync(Given.Restore(), Cancellation);
        var (exitCode, output) = await Kubectl.RunAsync(
            null, "patch", resource, name, "-n", plane.Namespace, "--type=merge", "-p", """{"spec":{"notAfter":"2036-01-01T00:00:00Z"}}""");

        Assert.NotEqual(0, exitCode);
        Assert.Contains($"notAfter cannot be changed: create another {kind}", output, StringComparison.Ordinal);
    }

    private static async Task<ControlPlane> UseAsync()
    {
        var plane = await ControlPlane.UseAsync(Cancellation);
        var location = Given.Location();
        location.Status.Conditions[0].LastTransitionTime = Given.Start;
        await plane.PutAsync<V1alpha1BackupPolicy>(Given.Policy(), Cancellation);
        await plane.PutAsync(location, Cancellation);
        return plane;
    }

    // As exported, status included; the version alone must go, for the server creates nothing that has one.
    private static async Task RecreateAsync(ControlPlane plane, string resource, string name)
    {
        var yaml = await Kubectl.MustAsync(null, "get", resource, name, "-n", plane.Namespace, "-o", "yaml");
        Assert.Contains("\nstatus:", yaml, StringComparison.Ordinal);
        await Kubectl.MustAsync(null, "delete", resource, name, "-n", plane.Namespace);
        await Kubectl.MustAsync(ResourceVersion().Replace(yaml, ""), "create", "-f", "-");
    }

    private static async Task<IReadOnlyList<string>> JobsAsync(ControlPlane plane) =>
        await plane.Client.ListAsync<V1Job>(new() { Namespace = plane.Namespace }, Cancellation).Select(job => job.Name()).ToListAsync(Cancellation);

    private static async Task<bool> OwnsJobAsync(ControlPlane plane, IKubernetesObject owner) =>
        await plane.Client.ListAsync<V1Job>(new() { Namespace = plane.Namespace }, Cancellation).AnyAsync(job => job.IsOwnedBy(owner), Cancellation);

    [GeneratedRegex("(?m)^  resourceVersion: .*\n")]
    private static partial Regex ResourceVersion();
}
