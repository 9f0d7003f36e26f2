using Kubernetes.Client.Models;
using Kubernetes.Client.Tests.Environment;
using k8s.Models;

namespace Kubernetes.Client.Tests.Server;

public sealed class ObjectTests : IAsyncLifetime
{
    private readonly KubernetesClient client = SharedServer.Client();
    private string scope = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => scope = await SharedServer.NamespaceAsync(client);

    public async ValueTask DisposeAsync()
    {
        await client.DeleteAsync<V1Namespace>(scope, null, new DeleteOptions(), CancellationToken.None);
        client.Dispose();
    }

    [Fact]
    public async Task Get_MissingObject_IsNull() =>
        Assert.Null(await client.GetAsync<V1ConfigMap>("none", scope, Cancel));

    [Fact]
    public async Task Create_NewObject_IsReadBack()
    {
        await client.CreateAsync(Given.ConfigMap(scope, "one", ("key", "wert ä")), Cancel);

        var read = await client.GetAsync<V1ConfigMap>("one", scope, Cancel);

        Assert.Equal("wert ä", read!.Data!["key"]);
        Assert.Equal(("v1", "ConfigMap"), (read.ApiVersion, read.Kind));
    }

    [Fact]
    public async Task Create_ExistingObject_IsAlreadyExists()
    {
        await client.CreateAsync(Given.ConfigMap(scope, "one"), Cancel);

        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => client.CreateAsync(Given.ConfigMap(scope, "one"), Cancel));

        Assert.True(refusal.IsAlreadyExists);
        Assert.False(refusal.IsConflict);
        Assert.Contains($"ConfigMap {scope}/one", refusal.Message);
    }

    [Fact]
    public async Task Create_InvalidObject_SaysWhichField()
    {
        var pod = Given.Pod(scope, "bad");
        pod.Spec!.RestartPolicy = "Sometimes";

        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => client.CreateAsync(pod, Cancel));

        Assert.True(refusal.IsInvalid);
        Assert.Contains("spec.restartPolicy", refusal.Message);
    }

    [Fact]
    public async Task Apply_SameObjectTwice_KeepsTheVersion()
    {
        var map = Given.ConfigMap(scope, "one", ("a", "1"));
        var first = await client.ApplyAsync(map, "tests", Cancel);

        var second = await client.ApplyAsync(map, "tests", Cancel);

        Assert.Equal(first.ResourceVersion(), second.ResourceVersion());
    }

    [Fact]
    public async Task Apply_JobWithAllThatIsUsed_SettlesAndKeepsTheFields()
    {
        var job = Job("nightly");
        await client.ApplyAsync(job, "tests", Cancel);

        // The server takes the second apply of a Job for a change of who owns its defaults (kubectl's as well); then it rests.
        var second = await client.ApplyAsync(job, "tests", Cancel);
        var third = await client.ApplyAsync(job, "tests", Cancel);

        Assert.Equal(second.ResourceVersion(), third.ResourceVersion());
        var pod = third.Spec!.Template!.Spec!;
        Assert.Equal(job.Spec!.Template!.Spec!.Volumes!.Select(volume => volume.Name), pod.Volumes!.Select(volume => volume.Name));
        Assert.Equal("metadata.annotations['backupoperator.io/task']", pod.Volumes![1].DownwardAPI!.Items![0].FieldRef!.FieldPath);
        Assert.True(pod.Volumes[0].Secret!.Optional);
        Assert.Equal("256Mi", pod.Containers[0].Resources!.Limits!["memory"].ToString());
    }

    [Fact]
    public async Task Apply_JobWithAVolumeOfItsOwn_KeepsTheClaim()
    {
        await SharedServer.RequireAsync(client, new Version(1, 21), "volumes that live as long as their pod");
        var job = Job("nightly");
        var claim = new V1PersistentVolumeClaimSpec
        {
            AccessModes = ["ReadWriteOnce"],
            Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new("1Gi") } },
        };
        job.Spec!.Template!.Spec!.Volumes!.Add(
            new V1Volume { Name = "own", Ephemeral = new() { VolumeClaimTemplate = new() { Spec = claim } } });

        var applied = await client.ApplyAsync(job, "tests", Cancel);

        var kept = applied.Spec!.Template!.Spec!.Volumes![^1].Ephemeral!.VolumeClaimTemplate!.Spec!;
        Assert.Equal(["ReadWriteOnce"], kept.AccessModes!);
        Assert.Equal("1Gi", kept.Resources!.Requests!["storage"].ToString());
    }

    [Fact]
    public async Task Apply_ObjectAsRead_IsAcceptedAndKeepsTheVersion()
    {
        await client.ApplyAsync(Given.ConfigMap(scope, "one", ("a", "1")), "tests", Cancel);
        var read = await client.GetAsync<V1ConfigMap>("one", scope, Cancel);

        var again = await client.ApplyAsync(read!, "tests", Cancel);

        Assert.Equal(read!.ResourceVersion(), again.ResourceVersion());
    }

    [Fact]
    public async Task Apply_FieldOfAnotherManager_IsTaken()
    {
        await client.ApplyAsync(Given.ConfigMap(scope, "one", ("a", "theirs"), ("b", "theirs")), "others", Cancel);

        var taken = await client.ApplyAsync(Given.ConfigMap(scope, "one", ("a", "ours")), "tests", Cancel);

        Assert.Equal(("ours", "theirs"), (taken.Data!["a"], taken.Data["b"]));
    }

    [Fact]
    public async Task Apply_FieldLeftOut_IsRemoved()
    {
        await client.ApplyAsync(Given.ConfigMap(scope, "one", ("a", "1"), ("b", "2")), "tests", Cancel);

        var applied = await client.ApplyAsync(Given.ConfigMap(scope, "one", ("a", "1")), "tests", Cancel);

        Assert.Equal(["a"], applied.Data!.Keys);
    }

    [Fact]
    public async Task Patch_FieldRemoved_IsGoneOnTheServer()
    {
        var original = await client.CreateAsync(Given.ConfigMap(scope, "one", ("keep", "1"), ("drop", "2")), Cancel);
        var changed = Given.ConfigMap(scope, "one", ("keep", "1"));

        await client.PatchAsync(original, changed, optimistic: false, Cancel);

        var read = await client.GetAsync<V1ConfigMap>("one", scope, Cancel);
        Assert.Equal(["keep"], read!.Data!.Keys);
    }

    [Fact]
    public async Task Patch_EqualStates_SendsNothing()
    {
        var original = await client.CreateAsync(Given.ConfigMap(scope, "one", ("a", "1")), Cancel);

        var result = await client.PatchAsync(original, client.Copy(original), optimistic: true, Cancel);

        Assert.Equal(original.ResourceVersion(), result.ResourceVersion());
        Assert.Equal(original.ResourceVersion(), (await client.GetAsync<V1ConfigMap>("one", scope, Cancel))!.ResourceVersion());
    }

    [Fact]
    public async Task Patch_StaleVersionOptimistic_IsConflict()
    {
        var original = await client.CreateAsync(Given.ConfigMap(scope, "one", ("a", "1")), Cancel);
        await client.PatchAsync(original, With(original, "a", "2"), optimistic: true, Cancel);

        var refusal = await Assert.ThrowsAsync<KubernetesException>(
            () => client.PatchAsync(original, With(original, "a", "3"), optimistic: true, Cancel));

        Assert.True(refusal.IsConflict);
    }

    [Fact]
    public async Task Patch_StaleVersionNotOptimistic_IsAccepted()
    {
        var original = await client.CreateAsync(Given.ConfigMap(scope, "one", ("a", "1")), Cancel);
        await client.PatchAsync(original, With(original, "a", "2"), optimistic: true, Cancel);

        var patched = await client.PatchAsync(original, With(original, "b", "3"), optimistic: false, Cancel);

        Assert.Equal(("2", "3"), (patched.Data!["a"], patched.Data["b"]));
    }

    [Fact]
    public async Task PatchStatus_ChangedSpecAndStatus_WritesOnlyTheStatus()
    {
        var original = await client.CreateAsync(Given.Pod(scope, "one"), Cancel);
        var changed = client.Copy(original);
        changed.Status!.Message = "seen";
        changed.Spec!.ActiveDeadlineSeconds = 5;

        await client.PatchStatusAsync(original, changed, Cancel);

        var read = await client.GetAsync<V1Pod>("one", scope, Cancel);
        Assert.Equal("seen", read!.Status!.Message);
        Assert.Null(read.Spec!.ActiveDeadlineSeconds);
    }

    [Fact]
    public async Task PatchStatus_OfTheNextObjectOfTheSameName_IsConflictAndChangesNothing()
    {
        var original = await client.CreateAsync(Given.Pod(scope, "one"), Cancel);
        await client.DeleteAsync<V1Pod>("one", scope, new DeleteOptions { GracePeriodSeconds = 0 }, Cancel);
        await client.CreateAsync(Given.Pod(scope, "one"), Cancel);
        var changed = client.Copy(original);
        changed.Status!.Message = "seen";

        var refusal = await Assert.ThrowsAsync<KubernetesException>(
            () => client.PatchStatusAsync(original, changed, Cancel));

        Assert.True(refusal.IsConflict, $"{refusal.StatusCode} {refusal.Reason}: {refusal.Message}");
        Assert.Null((await client.GetAsync<V1Pod>("one", scope, Cancel))!.Status!.Message);
    }

    [Fact]
    public async Task Delete_OtherUid_IsConflictAndKeepsTheObject()
    {
        await client.CreateAsync(Given.ConfigMap(scope, "one"), Cancel);

        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => client.DeleteAsync<V1ConfigMap>(
            "one", scope, new DeleteOptions { Uid = Guid.NewGuid().ToString() }, Cancel));

        Assert.True(refusal.IsConflict);
        Assert.NotNull(await client.GetAsync<V1ConfigMap>("one", scope, Cancel));
    }

    [Fact]
    public async Task Delete_OwnUidAndVersion_RemovesTheObject()
    {
        var created = await client.CreateAsync(Given.ConfigMap(scope, "one"), Cancel);
        var options = new DeleteOptions { Uid = created.Uid(), ResourceVersion = created.ResourceVersion() };

        await client.DeleteAsync<V1ConfigMap>("one", scope, options, Cancel);

        Assert.Null(await client.GetAsync<V1ConfigMap>("one", scope, Cancel));
    }

    [Fact]
    public Task Delete_MissingObject_IsNoError() =>
        client.DeleteAsync<V1ConfigMap>("none", scope, new DeleteOptions(), Cancel);

    [Fact]
    public async Task Delete_Foreground_HoldsTheObjectByAFinalizer()
    {
        await client.CreateAsync(Given.ConfigMap(scope, "one"), Cancel);

        await client.DeleteAsync<V1ConfigMap>("one", scope, new DeleteOptions { PropagationPolicy = "Foreground" }, Cancel);

        // No controller manager runs here, so what it would wait for stays visible.
        Assert.True((await client.GetAsync<V1ConfigMap>("one", scope, Cancel))!.HasFinalizer("foregroundDeletion"));
    }

    [Fact]
    public async Task Lease_TimesInMicroseconds_AreReadBackEqual()
    {
        var time = new DateTimeOffset(2026, 3, 1, 12, 30, 15, TimeSpan.FromHours(2)).AddTicks(1_234_560).UtcDateTime;
        var lease = new V1Lease
        {
            Metadata = new V1ObjectMeta { Name = "one", NamespaceProperty = scope },
            Spec = new V1LeaseSpec { HolderIdentity = "me", LeaseDurationSeconds = 15, AcquireTime = time, RenewTime = time },
        };

        await client.CreateAsync(lease, Cancel);

        Assert.Equal(time, (await client.GetAsync<V1Lease>("one", scope, Cancel))!.Spec!.RenewTime);
    }

    [Fact]
    public async Task Event_OfAJob_IsStored()
    {
        var job = await client.CreateAsync(Job("nightly"), Cancel);
        var entity = new Eventsv1Event
        {
            Metadata = new V1ObjectMeta { Name = "nightly.1", NamespaceProperty = scope },
            Action = "Backup",
            EventTime = DateTime.UtcNow,
            Note = "began",
            Reason = "AgentRunning",
            Regarding = job.MakeObjectReference(),
            ReportingController = "backupoperator.io/tests",
            ReportingInstance = "one",
            Type = "Normal",
        };

        await client.CreateAsync(entity, Cancel);

        Assert.Equal(job.Uid(), (await client.GetAsync<Eventsv1Event>("nightly.1", scope, Cancel))!.Regarding!.Uid);
    }

    [Fact]
    public async Task ReadLog_MissingPod_IsNotFound()
    {
        var refusal = await Assert.ThrowsAsync<KubernetesException>(
            () => client.ReadLogAsync("none", scope, new LogOptions(), Cancel));

        Assert.True(refusal.IsNotFound);
        Assert.Contains($"Pod {scope}/none", refusal.Message);
    }

    [Fact]
    public async Task ReadLog_PodWithoutNode_IsEmpty()
    {
        await client.CreateAsync(Given.Pod(scope, "waiting"), Cancel);

        await using var log = await client.ReadLogAsync("waiting", scope, new LogOptions { Follow = true, TailLines = 5 }, Cancel);

        Assert.Equal(-1, log.ReadByte());
    }

    [Fact]
    public async Task GetServerVersion_RealServer_IsAVersion() =>
        Assert.Matches(@"^v1\.\d+\.\d+", await client.GetServerVersionAsync(Cancel));

    private V1Job Job(string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = scope },
        Spec = new V1JobSpec
        {
            BackoffLimit = 0,
            Template = new V1PodTemplateSpec { Spec = FullPod() },
        },
    };

    /// <summary>A pod with all that the operator's Jobs use: an API server that knows a field refuses a wrong form of it.</summary>
    private static V1PodSpec FullPod()
    {
        var spec = Given.Pod("", "").Spec!;
        spec.SecurityContext = new V1PodSecurityContext { RunAsNonRoot = true, FsGroup = 1000, SeccompProfile = new() { Type = "RuntimeDefault" } };
        spec.Tolerations = [new V1Toleration { Key = "backup", OperatorProperty = "Exists", Effect = "NoSchedule" }];
        spec.Volumes =
        [
            new V1Volume { Name = "key", Secret = new() { SecretName = "key", Optional = true, DefaultMode = 256, Items = [new() { Key = "key", Path = "key" }] } },
            new V1Volume { Name = "task", DownwardAPI = new() { Items = [new() { Path = "task.json", FieldRef = new() { FieldPath = "metadata.annotations['backupoperator.io/task']" } }] } },
            new V1Volume { Name = "scratch", EmptyDir = new() { SizeLimit = "1Gi" } },
            new V1Volume { Name = "data", PersistentVolumeClaim = new() { ClaimName = "data", ReadOnlyProperty = true } },
            new V1Volume { Name = "settings", ConfigMap = new() { Name = "settings", Optional = true } },
            new V1Volume { Name = "secrets", Projected = new() { Sources = [new() { Secret = new() { Name = "other", Optional = true } }] } },
        ];
        var container = spec.Containers[0];
        container.TerminationMessagePolicy = "FallbackToLogsOnError";
        container.SecurityContext = new V1SecurityContext { ReadOnlyRootFilesystem = true, AllowPrivilegeEscalation = false, Capabilities = new() { Drop = ["ALL"] } };
        container.Resources = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("256Mi"), ["cpu"] = new("1") } };
        container.Env = [new V1EnvVar { Name = "NODE", ValueFrom = new() { FieldRef = new() { FieldPath = "spec.nodeName" } } }];
        container.VolumeMounts = [.. spec.Volumes.Select(volume => new V1VolumeMount { Name = volume.Name, MountPath = $"/mnt/{volume.Name}" })];
        return spec;
    }

    private V1ConfigMap With(V1ConfigMap original, string key, string value)
    {
        var changed = client.Copy(original);
        changed.Data![key] = value;
        return changed;
    }
}
