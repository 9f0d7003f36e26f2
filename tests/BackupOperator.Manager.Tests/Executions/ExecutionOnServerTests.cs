using System.Text.Json;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Contract;
using BackupOperator.Manager.Tests.Cluster;
using BackupOperator.Manager.Tests.Hosting;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Executions;

/// <summary>A whole run against a real API server with this project's definitions: it takes every object as it is written.</summary>
public sealed class ExecutionOnServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_OnARealApiServer_IsAVerifiedBackup()
    {
        using var plane = await ControlPlane.UseAsync(Cancellation);
        var (client, ns) = (plane.Client, plane.Namespace);
        await PrepareAsync(client, ns);
        var passes = new Passes<V1alpha1BackupExecution>(
            client,
            async name => (await client.GetAsync<V1alpha1BackupExecution>(name, ns, Cancellation))!,
            World.NewExecutionController(client, TimeProvider.System));

        for (var pass = 0; pass < 20 && !(await ReadAsync(client, ns)).Status.IsTerminal; pass++)
        {
            await passes.OnceAsync("manual");
            await FinishAsync(client, ns);
        }

        await passes.OnceAsync("manual");
        var status = (await ReadAsync(client, ns)).Status;
        Assert.Equal((ExecutionPhase.Succeeded, IntegrityState.Passed), (status.Phase!.Value, status.Integrity!.Value));
        Assert.Equal(2048, status.ReadBytes);
        var lease = await client.GetAsync<V1Lease>("backup-nightly", ns, Cancellation);
        Assert.Equal(("", 1), (lease!.Spec!.HolderIdentity ?? "", lease.Spec.LeaseTransitions!.Value));
    }

    private static async Task<V1alpha1BackupExecution> ReadAsync(KubernetesClient client, string ns) =>
        (await client.GetAsync<V1alpha1BackupExecution>("manual", ns, Cancellation))!;

    private static async Task PrepareAsync(KubernetesClient client, string ns)
    {
        await CreateAsync(client, ns, Given.Policy());
        await CreateAsync(client, ns, Given.Location());
        await CreateAsync(client, ns, Given.Execution());
    }

    private static async Task CreateAsync<T>(KubernetesClient client, string ns, T wanted) where T : class, IKubernetesObject
    {
        var seen = client.Copy(wanted);
        wanted.Metadata = new V1ObjectMeta { Name = wanted.Name(), NamespaceProperty = ns };
        var stored = await client.CreateAsync(wanted, Cancellation);
        seen.Metadata = stored.Metadata;
        var before = client.Copy(stored);
        switch (seen)
        {
            case V1alpha1BackupPolicy policy:
                policy.Status.Conditions = [];
                break;
            case V1alpha1BackupStorageLocation location:
                location.Status.Conditions[0].LastTransitionTime = Given.Start;
                break;
            default:
                return;
        }

        await client.PatchStatusAsync(before, seen, Cancellation);
    }

    // No node and no Job controller here: their part is what an agent that succeeds would leave behind.
    private static async Task FinishAsync(KubernetesClient client, string ns)
    {
        await foreach (var job in client.ListAsync<V1Job>(new ListOptions { Namespace = ns }, Cancellation))
        {
            if (job.Status?.Conditions is { Count: > 0 })
            {
                continue;
            }

            var message = JsonSerializer.Serialize(AgentStandIn.Success(job), ContractJsonContext.Default.AgentResult);
            await CreatePodAsync(client, job, message);
            var done = client.Copy(job);
            var (start, end) = (DateTimeOffset.UtcNow.AddSeconds(-1), DateTimeOffset.UtcNow);
            done.Status = new V1JobStatus
            {
                StartTime = start.UtcDateTime,
                CompletionTime = end.UtcDateTime,
                Succeeded = 1,
                Conditions = [Condition("SuccessCriteriaMet", end), Condition("Complete", end)],
            };
            await client.PatchStatusAsync(job, done, Cancellation);
        }
    }

    private static V1JobCondition Condition(string type, DateTimeOffset time) =>
        new() { Type = type, Status = "True", LastTransitionTime = time.UtcDateTime };

    private static async Task CreatePodAsync(KubernetesClient client, V1Job job, string message)
    {
        var pod = await client.CreateAsync(
            new V1Pod
            {
                Metadata = new V1ObjectMeta
                {
                    Name = AgentStandIn.PodOf(job),
                    NamespaceProperty = job.Namespace(),
                    Labels = new Dictionary<string, string> { ["job-name"] = job.Name() },
                    Annotations = job.Spec!.Template!.Metadata!.Annotations,
                },
                Spec = job.Spec.Template.Spec,
            }.OwnedBy(job),
            Cancellation);
        var ended = client.Copy(pod);
        var state = new V1ContainerState
        {
            Terminated = new V1ContainerStateTerminated { ExitCode = 0, Message = message, Reason = "Completed", FinishedAt = DateTime.UtcNow },
        };
        ended.Status = new V1PodStatus { Phase = "Succeeded", ContainerStatuses = [new V1ContainerStatus { Name = "agent", Image = "agent", State = state }] };
        await client.PatchStatusAsync(pod, ended, Cancellation);
    }
}
