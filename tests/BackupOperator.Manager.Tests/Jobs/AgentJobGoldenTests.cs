using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackupOperator.Api;
using BackupOperator.Api.Jobs;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Executions;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Tests.Cluster;
using BackupOperator.Manager.Upkeep;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Jobs;

/// <summary>Each Job as it is sent to the API server. <c>make golden</c> (UPDATE_GOLDEN=1) rewrites the files; their difference is
/// the review.</summary>
public sealed class AgentJobGoldenTests
{
    private static readonly AgentJob Builder = new(World.Options with { ImagePullPolicy = "IfNotPresent" });

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Inspect_OfABucket_IsAsReviewed() => Compare("inspect-s3", Builder.ForInspect(Given.Location(), "first"));

    [Fact]
    public void Source_OfAPolicy_IsAsReviewed() => Compare("backup-source", Builder.ForSource(Run(), Run().Policy.Spec.Sources[0], 1));

    [Fact]
    public void Commit_OfARun_IsAsReviewed() => Compare("commit", Builder.ForCommit(Run(), [], 2));

    [Fact]
    public void Check_OnAClaimWithAJobTemplate_IsAsReviewed()
    {
        var run = Run();
        var location = Given.Location();
        location.Spec = new BackupStorageLocationSpec { Filesystem = new FilesystemLocation { ClaimName = "backups" } };
        var policy = Given.Policy();
        policy.Spec = policy.Spec with
        {
            JobTemplate = new JobTemplate
            {
                Labels = new Dictionary<string, string> { ["team"] = "a", [Label.ManagedBy] = "nobody" },
                Annotations = new Dictionary<string, string> { ["mesh"] = "off" },
                Resources = new ResourceRequirements { Limits = new Dictionary<string, Quantity> { ["memory"] = "2Gi" } },
                NodeSelector = new Dictionary<string, string> { ["disk"] = "fast" },
                Tolerations = [JsonDocument.Parse("""{"key":"backup","operator":"Exists","tolerationSeconds":60}""").RootElement],
                PriorityClassName = "low",
                ServiceAccountName = "agents",
                ImagePullSecrets = ["registry"],
            },
        };
        Compare("check-filesystem", Builder.ForCheck(run with { Location = location, Policy = policy }, 1));
    }

    [Fact]
    public void Restore_InParallel_IsAsReviewed()
    {
        var restore = Given.Restore();
        restore.Spec = restore.Spec with { Performance = new RestorePerformance { Parallelism = 4 } };
        restore.Status.Backup = "backup-stored";
        restore.Status.Storage = Given.Stored().Status.Storage;
        Compare("restore-parallel", Builder.ForRestore(restore, Given.Location()));
    }

    [Fact]
    public void Survey_OfAPolicy_IsAsReviewed() =>
        Compare("survey", Builder.ForSurvey(Retaining(), Given.Location(), Retention(), "first"));

    [Fact]
    public void Prune_OfAPolicy_IsAsReviewed() => Compare(
        "prune", Builder.ForPrune(Retaining(), Given.Location(), new PruneTask { Retention = Retention(), Delete = ["backup-1"] }, 7));

    [Fact]
    public void Store_OnAClaim_IsReadOnlyForThoseWhoOnlyRead()
    {
        var location = Given.Location();
        location.Spec = new BackupStorageLocationSpec { Filesystem = new FilesystemLocation { ClaimName = "backups" } };
        var run = Run() with { Location = location };

        Assert.Null(StoreIsReadOnly(Builder.ForInspect(location, "first")));
        Assert.Null(StoreIsReadOnly(Builder.ForSource(run, run.Policy.Spec.Sources[0], 1)));
        Assert.Null(StoreIsReadOnly(Builder.ForCommit(run, [], 1)));
        Assert.True(StoreIsReadOnly(Builder.ForCheck(run, 1)));
        Assert.True(StoreIsReadOnly(Builder.ForRestore(Given.Restore(), location)));
        Assert.True(StoreIsReadOnly(Builder.ForSurvey(Given.Policy(), location, new RetentionTask(), "first")));
        Assert.Null(StoreIsReadOnly(Builder.ForPrune(Given.Policy(), location, new PruneTask(), 1)));
    }

    [Fact]
    public void Names_OfLongOwners_FitAndStayApart()
    {
        var first = Run(new string('a', 200) + "1");
        var second = Run(new string('a', 200) + "2");

        var names = new[] { first, second }.Select(run => Builder.ForCheck(run, 1).Name()).ToList();

        Assert.All(names, name => Assert.InRange(name.Length, 1, 63));
        Assert.Equal(2, names.Distinct().Count());
        Assert.NotEqual(Builder.ForCheck(Run("a.b"), 1).Name(), Builder.ForCheck(Run("a-b"), 1).Name());
    }

    [Fact]
    public void Task_OfEveryJob_HoldsNoPathThatIsNotMounted()
    {
        var job = Builder.ForSource(Run(), Run().Policy.Spec.Sources[0], 1);
        var mounts = job.Spec!.Template!.Spec!.Containers[0].VolumeMounts!.Select(mount => mount.MountPath).ToList();
        var task = AgentStandIn.TaskOf(job);

        Assert.All(
            new[] { task.Key!.Path, task.Store.Credentials!.Path, task.Backup!.Connection!.Path }, path => Assert.Contains(path, mounts));
    }

    private static V1alpha1BackupPolicy Retaining()
    {
        var policy = Given.Policy();
        policy.Spec = policy.Spec with { TimeZone = "Europe/Berlin", Retention = new RetentionSpec { Last = 3, KeepWithin = "14d" } };
        return policy;
    }

    private static RetentionTask Retention() => StoredBackups.Describe(Retaining(), [Given.Stored()], [Given.Restore()]);

    private static bool? StoreIsReadOnly(V1Job job) =>
        job.Spec!.Template!.Spec!.Containers[0].VolumeMounts!.Single(mount => mount.Name == "store").ReadOnlyProperty;

    private static BackupRun Run(string name = "manual") =>
        new(Given.Execution(name), Given.Policy(), Given.Location(), 7, Given.Start);

    private static void Compare(string name, V1Job job, [CallerFilePath] string source = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(source)!, "..", "Golden", $"{name}.json");
        var node = JsonSerializer.SerializeToNode(job, KubernetesJson.CreateOptions(ApiJsonContext.Default).GetTypeInfo(typeof(V1Job)))!;
        // One line in the annotation, but a reviewer reads it as what it is.
        var annotations = node["spec"]!["template"]!["metadata"]!["annotations"]!;
        annotations[Annotation.Task] = JsonNode.Parse((string)annotations[Annotation.Task]!);
        var text = node.ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.ReadAllText(file), text);
    }
}
