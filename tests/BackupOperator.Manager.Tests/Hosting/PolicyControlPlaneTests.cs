using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Manager.Metrics;
using BackupOperator.Manager.Policies;
using BackupOperator.Manager.Tests.Policies;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Hosting;

/// <summary>The controllers of policies under the real runtime, against a real API server.</summary>
public sealed class PolicyControlPlaneTests
{
    private readonly CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly ShiftedTime time = new();

    public PolicyControlPlaneTests() => limit.CancelAfter(TimeSpan.FromMinutes(3));

    [Fact]
    public async Task Slots_ComeUnderTwoManagersOfWhichOneEnds_AreRunOnceEach()
    {
        using var plane = await ControlPlane.UseAsync(limit.Token);
        await using var first = await StartAsync(plane);
        await using var second = await StartAsync(plane);
        await GivenLocationAsync(plane);
        // Hourly, half an hour from now: nothing is due before the clock is moved.
        var minute = DateTimeOffset.UtcNow.AddMinutes(30).Minute;
        await GivenPolicyAsync(plane, Given.Spec(Given.Schedule("hourly", $"{minute} * * * *")));
        await plane.UntilAsync<V1alpha1BackupPolicy>("shop", policy => policy.Status.NextRuns.Count == 5, limit.Token);

        await PassTimeAsync(plane, TimeSpan.FromMinutes(31));
        var policy = await plane.UntilAsync<V1alpha1BackupPolicy>("shop", found => found.Status.Active is not null, limit.Token);
        var run = policy.Status.Active!;
        Assert.Equal(run, policy.Status.Schedules.Single().LastExecution);

        // The one that leads (or the other) ends; the run ends too, and the next slot has come meanwhile.
        await first.DisposeAsync();
        await FinishAsync(plane, run, policy.Uid());
        await PassTimeAsync(plane, TimeSpan.FromMinutes(60));
        policy = await plane.UntilAsync<V1alpha1BackupPolicy>(
            "shop", found => found.Status.Active is { } active && active != run, limit.Token);

        var runs = await plane.Client.ListAsync<V1alpha1BackupExecution>(new ListOptions { Namespace = plane.Namespace }, limit.Token)
            .Select(execution => execution.Name()).ToListAsync(limit.Token);
        Assert.Equal(new[] { run, policy.Status.Active! }.Order(), runs.Order());
        Assert.Equal((0L, run), (policy.Status.Schedules.Single().MissedRuns, policy.Status.LastBackup!.Execution));
        Assert.True(policy.Status.Conditions.Single(condition => condition.Type == ConditionType.RecoveryPointObjectiveMet).Status == "True");
    }

    [Fact]
    public async Task Spec_CannotWork_IsToldInConditionsAndEvent()
    {
        using var plane = await ControlPlane.UseAsync(limit.Token);
        await using var manager = await StartAsync(plane);
        await GivenPolicyAsync(plane, Given.Spec(Given.Schedule("six", "0 0 2 * * *")) with { TimeZone = "Mars" });
        var policy = await plane.UntilAsync<V1alpha1BackupPolicy>(
            "shop", found => found.Status.Conditions.Any(condition => condition.Type == ConditionType.Stalled), limit.Token);

        Assert.Equal("Invalid", policy.Status.Phase);
        Assert.Contains("has six fields", policy.Status.Conditions.Single(condition => condition.Type == ConditionType.Ready).Message);
        await foreach (var report in plane.Client.WatchAsync<Eventsv1Event>(new ListOptions { Namespace = plane.Namespace }, limit.Token))
        {
            if (report.Entity is { Reason: Reason.SpecInvalid } told)
            {
                Assert.Equal(("Warning", "shop"), (told.Type, told.Regarding!.Name));
                break;
            }
        }
    }

    private static async Task GivenLocationAsync(ControlPlane plane)
    {
        var stored = await plane.Client.CreateAsync(
            new V1alpha1BackupStorageLocation
            {
                Metadata = new V1ObjectMeta { Name = "primary", NamespaceProperty = plane.Namespace },
                Spec = new BackupStorageLocationSpec { Filesystem = new FilesystemLocation { ClaimName = "backups" } },
            },
            CancellationToken.None);
        var ready = plane.Client.Copy(stored);
        ready.Status.LastCheckGeneration = stored.Metadata.Generation;
        ready.Status.Conditions =
        [
            new Condition
            {
                Type = ConditionType.Ready,
                Status = "True",
                Reason = Reason.StoreHealthy,
                Message = "the store answers",
                LastTransitionTime = DateTimeOffset.UtcNow,
            },
        ];
        await plane.Client.PatchStatusAsync(stored, ready, CancellationToken.None);
    }

    private static Task<V1alpha1BackupPolicy> GivenPolicyAsync(ControlPlane plane, BackupPolicySpec spec) => plane.Client.CreateAsync(
        new V1alpha1BackupPolicy
        {
            Metadata = new V1ObjectMeta { Name = "shop", NamespaceProperty = plane.Namespace },
            Spec = spec with { Objectives = new ObjectivesSpec { Rpo = "12h" } },
        },
        CancellationToken.None);

    private async Task<Manager> StartAsync(ControlPlane plane)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IKubernetesClient>(_ => plane.Connect());
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<RunTally>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Services
            .AddKubernetesOperator(options =>
            {
                options.WatchNamespace = plane.Namespace;
                options.LeaderElection.LeaseNamespace = plane.Namespace;
            })
            .AddPolicies();
        var app = builder.Build();
        await app.StartAsync(limit.Token);
        return new Manager(app);
    }

    // Timers do not follow the clock that is moved: a change of the policy brings it back.
    private async Task PassTimeAsync(ControlPlane plane, TimeSpan passed)
    {
        time.Shift += passed;
        var policy = (await plane.Client.GetAsync<V1alpha1BackupPolicy>("shop", plane.Namespace, limit.Token))!;
        var touched = plane.Client.Copy(policy);
        touched.SetAnnotation("example.org/touched", time.Shift.ToString());
        await plane.Client.PatchAsync(policy, touched, optimistic: false, limit.Token);
    }

    private async Task FinishAsync(ControlPlane plane, string name, string policyUid)
    {
        var run = (await plane.Client.GetAsync<V1alpha1BackupExecution>(name, plane.Namespace, limit.Token))!;
        var done = plane.Client.Copy(run);
        done.Status.Phase = ExecutionPhase.Succeeded;
        done.Status.Integrity = IntegrityState.Passed;
        done.Status.Storage = Given.Stored(policyUid);
        done.Status.CompletionTime = done.Status.RecoveryPoint = time.GetUtcNow();
        await plane.Client.PatchStatusAsync(run, done, limit.Token);
    }

    // Ends in good order, as a pod does: work first, then the lease, then the connection.
    private sealed class Manager(WebApplication app) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
