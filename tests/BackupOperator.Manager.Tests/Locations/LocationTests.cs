using System.Text.Json;
using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Tests.Cluster;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Locations;

public sealed class LocationTests
{
    private readonly World world = new();
    private readonly Passes<V1alpha1BackupStorageLocation> passes;

    public LocationTests()
    {
        passes = world.NewLocationPasses();
        Change(location => location.Status = new BackupStorageLocationStatus());
    }

    private V1alpha1BackupStorageLocation Location => world.Cluster.One<V1alpha1BackupStorageLocation>("primary");

    [Fact]
    public async Task Location_New_IsInspectedAndReady()
    {
        var waiting = await passes.OnceAsync("primary");
        Assert.Equal((Reason.Inspecting, "Inspecting"), (waiting!.Reason, Location.Status.Phase));
        await InspectAsync();

        Assert.Equal(("Ready", "1 KiB", 0), (Location.Status.Phase, Location.Status.Used, Location.Status.ConsecutiveFailures));
        Assert.Equal(Reason.StoreHealthy, Location.Status.Conditions.Single().Reason);
        var idle = await passes.OnceAsync("primary");
        Assert.Equal((ReconciliationOutcome.Unchanged, TimeSpan.FromMinutes(15)), (idle!.Outcome, idle.After));
    }

    [Theory]
    [InlineData("interval", 15 * 60)]
    [InlineData("annotation", 1)]
    [InlineData("generation", 1)]
    public async Task Location_Due_IsInspectedAgainAndKeepsOneJob(string because, int seconds)
    {
        await InspectAsync();
        var first = world.Cluster.All<V1Job>().Single().Name();
        world.Time.Advance(TimeSpan.FromSeconds(seconds));
        Change(location =>
        {
            location.Metadata.Generation += because == "generation" ? 1 : 0;
            location.SetAnnotation(Annotation.InspectNow, because == "annotation" ? "now" : null);
        });
        await passes.OnceAsync("primary");

        Assert.NotEqual(first, world.Cluster.All<V1Job>().Single().Name());
        await InspectAsync();
        Assert.Equal(ReconciliationOutcome.Unchanged, (await passes.OnceAsync("primary"))!.Outcome);
    }

    [Fact]
    public async Task Store_Unreachable_IsStalledAndTriedAgainLessAndLessOften()
    {
        foreach (var wait in new[] { 30, 60, 120 })
        {
            await passes.OnceAsync("primary");
            world.Agents.Finish(job => AgentStandIn.Failure(job, AgentExitCode.StoreUnreachable, Reason.StoreUnreachable, true));
            var result = await passes.OnceAsync("primary");
            Assert.Equal((ReconciliationOutcome.Stalled, Reason.StoreUnreachable, TimeSpan.FromSeconds(wait)), (result!.Outcome, result.Reason, result.After!.Value));
            Assert.Equal("Unavailable", Location.Status.Phase);
            world.Time.Advance(TimeSpan.FromSeconds(wait));
        }

        await InspectAsync();
        Assert.Equal(("Ready", 0), (Location.Status.Phase, Location.Status.ConsecutiveFailures));
    }

    [Fact]
    public async Task Claim_Missing_StartsNothingUntilItIsThere()
    {
        Change(location => location.Spec = new BackupStorageLocationSpec { Filesystem = new FilesystemLocation { ClaimName = "backups" } });
        Assert.Equal(Reason.ClaimNotReady, (await passes.OnceAsync("primary"))!.Reason);
        Assert.Empty(world.Cluster.All<V1Job>());

        world.Cluster.Put(new V1PersistentVolumeClaim { Metadata = new V1ObjectMeta { Name = "backups", NamespaceProperty = Given.Namespace } });
        await InspectAsync();

        Assert.Equal("Ready", Location.Status.Phase);
    }

    [Fact]
    public async Task Spec_Invalid_NamesEveryField()
    {
        Change(location => location.Spec = new BackupStorageLocationSpec { Prefix = "/x", CheckInterval = "5s" });
        var result = await passes.OnceAsync("primary");

        Assert.Equal((ReconciliationOutcome.Stalled, Reason.SpecInvalid), (result!.Outcome, result.Reason));
        Assert.All(new[] { "exactly one of s3", "spec.prefix", "spec.checkInterval" }, part => Assert.Contains(part, result.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Catalogue_WithABackupUnderKms_BecomesAnExecutionThatNamesTheKey()
    {
        var kms = new KmsKeySpec { KeyId = "alias/backups", Region = "eu-central-1", CredentialsSecretName = "kms" };
        await InspectAsync(Entry("first", 1) with { KeySecretName = null, Kms = kms });
        await world.Executions.OnceAsync("first");

        var storage = world.Cluster.One<V1alpha1BackupExecution>("first").Status.Storage!;
        Assert.Equal((kms, null), (storage.Kms, storage.KeySecretName));
    }

    [Fact]
    public async Task Catalogue_OnAnEmptyCluster_BecomesExecutionsThatCanBeRestored()
    {
        await InspectAsync(Entry("first", 1), Entry("second", 2));
        await world.Executions.OnceAsync("first");
        await world.Executions.OnceAsync("first");

        Assert.Equal(2, Location.Status.ImportedBackups);
        var imported = world.Cluster.One<V1alpha1BackupExecution>("first");
        Assert.Equal("true", imported.GetLabel(Label.Imported));
        Assert.Equal((ExecutionPhase.Succeeded, IntegrityState.Unknown, "backup-first"), (imported.Status.Phase!.Value, imported.Status.Integrity!.Value, imported.Status.Backup));
        Assert.Equal(("primary", "old-uid", "old-key"), (imported.Status.Storage!.LocationName, imported.Status.Storage.PolicyUid, imported.Status.Storage.KeySecretName));
        Assert.Equal(Reason.BackupImported, imported.Status.Conditions.Single().Reason);
        Assert.Empty(world.Cluster.All<V1Lease>());
    }

    [Fact]
    public async Task Catalogue_ImportedTwice_MakesNothingTwice()
    {
        await InspectAsync(Entry("first", 1));
        await InspectAgainAsync(Entry("first", 1));

        Assert.Single(world.Cluster.All<V1alpha1BackupExecution>());
        Assert.Equal(1, Location.Status.ImportedBackups);
    }

    [Fact]
    public async Task Catalogue_NameTaken_GetsOneOfItsOwn()
    {
        world.Cluster.Put(Given.Execution("first"));
        await InspectAsync(Entry("first", 1));

        var imported = world.Cluster.All<V1alpha1BackupExecution>().Single(execution => execution.Name() != "first");
        Assert.StartsWith("first-", imported.Name(), StringComparison.Ordinal);
        Assert.Equal("backup-first", imported.Spec.Import!.Backup);
    }

    [Fact]
    public async Task Catalogue_BackupOfAKnownExecution_IsNotImportedBesideIt()
    {
        world.Cluster.Put(Given.Stored());
        await InspectAsync(
            Entry("stored", 1) with { ExecutionUid = "uid-stored" },
            Entry("again", 1) with { Identity = new BackupIdentity { PolicyUid = "uid-nightly", Backup = "backup-stored", Namespace = Given.Namespace } });

        Assert.Single(world.Cluster.All<V1alpha1BackupExecution>());
    }

    [Fact]
    public async Task Catalogue_OfAPolicyThatIsThere_ShowsNoMoreThanItsHistory()
    {
        world.Change<V1alpha1BackupPolicy>("nightly", policy => policy.Spec = policy.Spec with { History = new HistorySpec { Succeeded = 2 } });
        await InspectAsync([.. Enumerable.Range(1, 5).Select(hour => Entry($"run-{hour}", hour) is var entry
            ? entry with { Identity = entry.Identity with { PolicyUid = "uid-nightly" } }
            : entry)]);

        Assert.Equal(["run-4", "run-5"], world.Cluster.All<V1alpha1BackupExecution>().Select(execution => execution.Name()));
    }

    [Fact]
    public async Task Catalogue_BackupWhoseCommitWasGivenUp_IsImportedBesideTheFailedRun()
    {
        var failed = Given.Execution("first");
        failed.Status = new BackupExecutionStatus { Phase = ExecutionPhase.Failed, Backup = "backup-first" };
        world.Cluster.Put(failed);
        var entry = Entry("first", 1);
        await InspectAsync(entry with
        {
            Identity = entry.Identity with { PolicyUid = "uid-nightly" },
            ExecutionUid = "uid-first",
        });

        var imported = world.Cluster.All<V1alpha1BackupExecution>().Single(execution => execution.Spec.Import is not null);
        Assert.Equal("backup-first", imported.Spec.Import!.Backup);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task Catalogue_BackupGone_IsRemovedOnlyOnAWholeListing(int listed, bool stays)
    {
        await InspectAsync(Entry("first", 1), Entry("second", 2));
        await InspectAgainAsync(listed, Entry("second", 2));

        Assert.Equal(stays, world.Cluster.Find<V1alpha1BackupExecution>("first") is not null);
        Assert.NotNull(world.Cluster.Find<V1alpha1BackupExecution>("second"));
    }

    [Fact]
    public async Task Catalogue_OfIncrementalBackups_TellsTypeBaseAndToken()
    {
        await InspectAsync(Entry("first", 1) with
        {
            Type = BackupType.Incremental,
            Base = "backup-zero",
            FencingToken = 41,
            Sources = [new SourceResult { Source = "orders", ReadBytes = 10, ReferredBytes = 5, Base = "backup-zero" }],
        });
        await world.Executions.OnceAsync("first");

        var status = world.Cluster.One<V1alpha1BackupExecution>("first").Status;
        Assert.Equal((BackupType.Incremental, "backup-zero", 41L), (status.Type, status.Base, status.FencingToken));
        Assert.Equal(("backup-zero", "50%"), (Assert.Single(status.Sources).Base, status.Referred));
    }

    [Fact]
    public async Task Catalogue_OlderThanAllOfACutListing_Stays()
    {
        await InspectAsync(Entry("first", 1), Entry("second", 2));
        await world.Executions.OnceAsync("first");
        await InspectAgainAsync(listed: 5, Entry("second", 2));

        Assert.NotNull(world.Cluster.Find<V1alpha1BackupExecution>("first"));
    }

    [Fact]
    public async Task Catalogue_BeyondTheLimit_IsRemovedOldestFirst()
    {
        await InspectAsync(Entry("first", 1), Entry("second", 2));
        await world.Executions.OnceAsync("first");
        Change(location => location.Spec = location.Spec with { Import = new CatalogueImport { Limit = 1 } });
        await InspectAgainAsync(Entry("second", 2));

        Assert.Equal("second", world.Cluster.All<V1alpha1BackupExecution>().Single().Name());
    }

    [Fact]
    public async Task Catalogue_BackupGoneButBeingRestored_Stays()
    {
        await InspectAsync(Entry("first", 1));
        world.Cluster.Put(Given.Restore("first"));
        await InspectAgainAsync();

        Assert.NotNull(world.Cluster.Find<V1alpha1BackupExecution>("first"));
    }

    private static CatalogueEntry Entry(string name, int hour) => new()
    {
        Identity = new BackupIdentity { PolicyUid = "old-uid", PolicyName = "nightly", Namespace = Given.Namespace, Backup = $"backup-{name}" },
        ExecutionName = name,
        ExecutionUid = $"old-{name}",
        StartTime = Given.Start.AddHours(hour),
        CompletionTime = Given.Start.AddHours(hour),
        RecoveryPoint = Given.Start.AddHours(hour),
        KeySecretName = "old-key",
        Sources = [new SourceResult { Source = "orders", ReadBytes = 1 }],
    };

    private Task InspectAgainAsync(params CatalogueEntry[] entries) => InspectAgainAsync(entries.Length, entries);

    private Task InspectAgainAsync(int listed, params CatalogueEntry[] entries)
    {
        world.Time.Advance(TimeSpan.FromMinutes(15));
        return InspectAsync(listed, entries);
    }

    private Task InspectAsync(params CatalogueEntry[] entries) => InspectAsync(entries.Length, entries);

    private async Task InspectAsync(int listed, CatalogueEntry[] entries)
    {
        await passes.OnceAsync("primary");
        foreach (var job in world.Cluster.All<V1Job>())
        {
            world.Cluster.SetLog(
                AgentStandIn.PodOf(job),
                [.. entries.Select(entry => JsonSerializer.Serialize(new AgentLine { Backup = entry }, ContractJsonContext.Default.AgentLine))]);
        }

        world.Agents.Finish(job => AgentStandIn.Success(job) with
        {
            Inspect = new InspectResult { UsedBytes = 1024, Backups = listed, ListedBackups = listed },
        });
        await passes.OnceAsync("primary");
    }

    private void Change(Action<V1alpha1BackupStorageLocation> change) => world.Change("primary", change);
}
