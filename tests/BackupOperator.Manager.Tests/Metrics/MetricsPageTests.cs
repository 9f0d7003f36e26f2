using System.Runtime.CompilerServices;
using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Manager.Metrics;
using BackupOperator.Manager.Tests.Cluster;
using BackupOperator.Manager.Tests.Policies;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Metrics;

public sealed class MetricsPageTests : IDisposable
{
    private readonly PolicyBench bench = new PolicyBench("2026-11-20T00:30:00Z").WithLocation()
        .WithPolicy(Policies.Given.Schedule("hourly", "0 * * * *", MissedRunPolicy.Skip));

    private readonly ScrapedPage page;
    private bool leads = true;

    public MetricsPageTests()
    {
        var policies = new ClusterCache<V1alpha1BackupPolicy>(bench.Cluster);
        page = new ScrapedPage(
            [
                new PolicyMetrics(policies, bench.Executions, bench.Tally),
                new LocationMetrics(new ClusterCache<V1alpha1BackupStorageLocation>(bench.Cluster)),
                new RestoreMetrics(new ClusterCache<V1alpha1RestoreOperation>(bench.Cluster), bench.Executions),
            ],
            () => leads,
            bench.Time);
    }

    public void Dispose() => page.Dispose();

    [Fact]
    public async Task Page_AfterARun_TellsPointAgeVerdictAndCounts()
    {
        await LiveAsync();
        bench.Time.Advance(TimeSpan.FromMinutes(30));
        var text = await page.ReadAsync();
        foreach (var line in new[]
        {
            "backupoperator_build_info{version=\"1.2.3\"} 1",
            "backupoperator_policy_recovery_point_timestamp_seconds{namespace=\"shop\",policy=\"shop\"} 1795137300",
            "backupoperator_policy_recovery_point_age_seconds{namespace=\"shop\",policy=\"shop\"} 9000",
            "backupoperator_policy_last_backup_referred_bytes{namespace=\"shop\",policy=\"shop\"} 900",
            "backupoperator_policy_last_backup_compression_ratio{namespace=\"shop\",policy=\"shop\"} 2.5",
            "backupoperator_policy_stored_backups{namespace=\"shop\",policy=\"shop\"} 3",
            "backupoperator_policy_openable_backups{namespace=\"shop\",policy=\"shop\"} 2",
            "backupoperator_policy_expiring_backups{namespace=\"shop\",policy=\"shop\"} 1",
            "backupoperator_policy_source_bytes{namespace=\"shop\",policy=\"shop\"} 4000",
            "backupoperator_policy_stored_bytes{namespace=\"shop\",policy=\"shop\"} 1000",
            "backupoperator_policy_plain_bytes{namespace=\"shop\",policy=\"shop\"} 2000",
            "backupoperator_policy_reclaimable_bytes{namespace=\"shop\",policy=\"shop\"} 100",
            "backupoperator_policy_rpo_seconds{namespace=\"shop\",policy=\"shop\"} 7200",
            "backupoperator_policy_rpo_met{namespace=\"shop\",policy=\"shop\"} 0",
            "backupoperator_policy_missed_runs_total{namespace=\"shop\",policy=\"shop\",schedule=\"hourly\"} 2",
            "backupoperator_runs_total{namespace=\"shop\",policy=\"shop\",result=\"Succeeded\",reason=\"\"} 1",
            "backupoperator_location_ready{namespace=\"shop\",location=\"primary\"} 1",
            "backupoperator_last_restore_duration_seconds{namespace=\"shop\",policy=\"shop\"} 192",
            "backupoperator_restores{namespace=\"shop\",phase=\"Succeeded\"} 1",
        })
        {
            Assert.Contains($"\n{line}\n", $"\n{text}");
        }
    }

    [Fact]
    public async Task Objects_AreDeleted_TakeTheirSeriesAlong()
    {
        await LiveAsync();
        Assert.Contains("policy=\"shop\"", await page.ReadAsync());
        bench.Cluster.Remove<V1alpha1BackupPolicy>(PolicyBench.Name);
        bench.Cluster.Remove<V1alpha1RestoreOperation>("drill");
        Assert.DoesNotContain("policy=\"shop\"", await page.ReadAsync());
    }

    [Fact]
    public async Task Run_IsRemovedByHistory_StaysCounted()
    {
        await LiveAsync();
        await page.ReadAsync();
        bench.Cluster.Remove<V1alpha1BackupExecution>("shop-hourly-20261120-0100");
        Assert.Contains("result=\"Succeeded\",reason=\"\"} 1", await page.ReadAsync());
    }

    [Fact]
    public async Task Replica_DoesNotLead_TellsOnlyOfItself()
    {
        await LiveAsync();
        leads = false;
        var text = await page.ReadAsync();
        Assert.Contains("backupoperator_build_info", text);
        Assert.DoesNotContain("backupoperator_policy", text);
    }

    [Fact]
    public async Task Policy_IsMadeAnewUnderItsName_CountsFromItsOwnStatus()
    {
        await LiveAsync();
        Assert.Contains("missed_runs_total{namespace=\"shop\",policy=\"shop\",schedule=\"hourly\"} 2\n", await page.ReadAsync());
        var policy = bench.Policy;
        policy.Status.Schedules = [policy.Status.Schedules[0] with { MissedRuns = 1 }];
        bench.Cluster.Put(policy);
        Assert.Contains("missed_runs_total{namespace=\"shop\",policy=\"shop\",schedule=\"hourly\"} 1\n", await page.ReadAsync());
    }

    [Fact]
    public async Task Page_OfAManager_HasTheNamesThatAlertsAreWrittenFor()
    {
        await LiveAsync();
        GivenAllThatAStatusCanHold();
        var families = (await page.ReadAsync()).Split('\n')
            .Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
            .Select(line => line["# TYPE ".Length..])
            .Order(StringComparer.Ordinal)
            .ToArray();
        Assert.Equal(await GoldenAsync(families), families);
    }

    [Fact]
    public async Task Page_OfAnyManager_HasNothingThatThePackageTellsOfItself()
    {
        var text = await page.ReadAsync();
        Assert.DoesNotContain("prometheus_net", text);
        Assert.DoesNotContain("process_cpu_seconds_total", text);
    }

    [Fact]
    public async Task Page_IsGivenToPromtool_IsAcceptedWithoutRemark()
    {
        await LiveAsync();
        await Promtool.AcceptsAsync(await page.ReadAsync());
    }

    // UPDATE_GOLDEN=1 rewrites the file; a name that goes or changes its type breaks alerts.
    private static async Task<string[]> GoldenAsync(string[] families, [CallerFilePath] string source = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(source)!, "..", "Golden", "metrics.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllLinesAsync(file, families, TestContext.Current.CancellationToken);
        }

        return await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
    }

    private void GivenAllThatAStatusCanHold()
    {
        var location = bench.Cluster.One<V1alpha1BackupStorageLocation>("primary");
        var status = location.Status;
        (status.LastCheckTime, status.LastHealthyTime) = (bench.Time.GetUtcNow(), bench.Time.GetUtcNow());
        (status.UsedBytes, status.AvailableBytes, status.Objects) = (1, 1, 1);
        (status.Backups, status.UnreadableBackups) = (1, 1);
        bench.Cluster.Put(location);
        var run = bench.Cluster.One<V1alpha1BackupExecution>("shop-hourly-20261120-0100");
        run.Status.DurationSeconds = 60;
        bench.Cluster.Put(run);
        var restore = bench.Cluster.One<V1alpha1RestoreOperation>("drill");
        (restore.Status.RestoredBytes, restore.Status.RecoveryTimeObjective) = (1, "5m");
        restore.Status.Conditions = [new Condition { Type = ConditionType.RecoveryTimeObjectiveMet, Status = "True" }];
        bench.Cluster.Put(restore);
    }

    // One run that succeeded with an objective of two hours, two slots missed, one restore; a store that was looked through.
    private async Task LiveAsync()
    {
        bench.Change(spec => spec with { Objectives = new ObjectivesSpec { Rpo = "2h" } });
        await bench.PassAsync();
        await bench.PassAtAsync("2026-11-20T01:00:00Z");
        bench.Time.SetUtcNow(DateTimeOffset.Parse("2026-11-20T01:15:00Z"));
        bench.Finish("shop-hourly-20261120-0100");
        var run = bench.Cluster.One<V1alpha1BackupExecution>("shop-hourly-20261120-0100");
        (run.Status.ReadBytes, run.Status.ReferredBytes, run.Status.StoredBytes) = (1000, 900, 40);
        bench.Cluster.Put(run);
        await bench.PassAsync();
        await bench.PassAtAsync("2026-11-20T03:15:00Z");
        var policy = bench.Policy;
        policy.Status.Retention = new RetentionStatus { Expiring = 1 };
        policy.Status.Escrow = new EscrowStatus { Openable = 2 };
        policy.Status.Statistics = new StorageStatistics
        {
            Backups = 3,
            SourceBytes = 4000,
            StoredBytes = 1000,
            PlainBytes = 2000,
            ReclaimableBytes = 100,
        };
        bench.Cluster.Put(policy);
        bench.Cluster.Put(new V1alpha1RestoreOperation
        {
            Metadata = new V1ObjectMeta { Name = "drill" },
            Spec = new RestoreOperationSpec { Backup = new BackupReference { PolicyName = PolicyBench.Name } },
            Status = new RestoreOperationStatus { Phase = RestorePhase.Succeeded, DurationSeconds = 192 },
        });
    }
}
