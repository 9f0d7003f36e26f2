using System.Text.Json;
using BackupOperator.Api;
using BackupOperator.Contract;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Tests.Cluster;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Jobs;

public sealed class JobReadingTests
{
    private static readonly JobExpectation Expected = new("job", AgentVerb.Check, TimeSpan.FromMinutes(10));

    private static readonly AgentResult Passed = new() { Verb = AgentVerb.Check, Check = new CheckResult { Objects = 1 } };

    [Fact]
    public void Job_CompleteWithAResultThatAgrees_IsSuccess()
    {
        var finished = Assert.IsType<JobOutcome.Finished>(Read(Job("Complete"), Ended(0, Json(Passed))));

        Assert.True(finished.Succeeded);
        Assert.Equal(1, finished.Result.Check!.Objects);
    }

    public static TheoryData<string, int, string?> Untrusted => new()
    {
        { "nothing", 0, null },
        { "not JSON", 0, "Killed" },
        { "null", 0, "null" },
        { "cut JSON", 0, Json(Passed)[..20] },
        { "too long", 0, Json(Passed) + new string(' ', 4096) },
        { "another verb", 0, Json(Passed with { Verb = AgentVerb.Commit }) },
        { "no section", 0, Json(Passed with { Check = null }) },
        { "a second section", 0, Json(Passed with { Commit = new CommitResult() }) },
        { "another exit code", 0, Json(Passed with { ExitCode = AgentExitCode.Integrity }) },
        { "success, but ended with 1", 1, Json(Passed) },
    };

    [Theory]
    [MemberData(nameof(Untrusted))]
    public void Result_ThatCannotBeTrusted_IsAgentFailed(string what, int exitCode, string? message)
    {
        var job = Job(exitCode == 0 ? "Complete" : "Failed");

        var lost = Assert.IsType<JobOutcome.Lost>(Read(job, Ended(exitCode, message)));

        Assert.True(lost is { Reason: Reason.AgentFailed, Transient: false }, what);
    }

    [Fact]
    public void Job_FailedThoughItsAgentReportsSuccess_IsNoSuccess() =>
        Assert.IsType<JobOutcome.Lost>(Read(Job("Failed", "BackoffLimitExceeded"), Ended(0, Json(Passed))));

    [Fact]
    public void Agent_ThatTheRuntimeCouldNotStart_IsNotStarted_WithTheRuntimesWords()
    {
        var lost = Assert.IsType<JobOutcome.Lost>(Read(Job("Failed"), Ended(128, "exec: no such file", "StartError")));

        Assert.Equal((Reason.AgentNotStarted, false), (lost.Reason, lost.Transient));
        Assert.Contains("exec: no such file", lost.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(137, "Error", true)]
    [InlineData(143, "Error", true)]
    [InlineData(137, "OOMKilled", false)]
    public void Agent_Killed_IsLost(int exitCode, string reason, bool transient)
    {
        var lost = Assert.IsType<JobOutcome.Lost>(Read(Job("Failed"), Ended(exitCode, null, reason)));

        Assert.Equal((Reason.AgentLost, transient), (lost.Reason, lost.Transient));
    }

    [Fact]
    public void Pod_Evicted_IsLostAndMayBeTriedAgain()
    {
        var pod = Ended(1, Json(Passed with { ExitCode = AgentExitCode.Internal }));
        pod.Status!.Reason = "Evicted";
        pod.Status.Message = "the node was low on memory";

        var lost = Assert.IsType<JobOutcome.Lost>(Read(Job("Failed"), pod));

        Assert.True(lost.Transient);
        Assert.Contains("the node was low on memory", lost.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Complete", true)]
    [InlineData("Failed", true)]
    public void Job_EndedWithoutAPod_IsLost(string condition, bool transient)
    {
        var lost = Assert.IsType<JobOutcome.Lost>(Read(Job(condition)));

        Assert.Equal((Reason.AgentLost, transient), (lost.Reason, lost.Transient));
    }

    [Fact]
    public void Job_DeadlineExceeded_IsLostForGood()
    {
        var lost = Assert.IsType<JobOutcome.Lost>(Read(Job("Failed", "DeadlineExceeded")));

        Assert.False(lost.Transient);
        Assert.Contains("1h", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Job_Gone_IsLost() => Assert.IsType<JobOutcome.Lost>(JobReading.Read(Expected, null, [], Given.Start));

    [Theory]
    [InlineData(10 * 60, true)]
    [InlineData((10 * 60) + 1, false)]
    public void Pod_NotStarted_IsBoundedByTheStartTimeout(int seconds, bool waits)
    {
        var pod = Waiting("ImagePullBackOff", "manifest unknown");

        var outcome = JobReading.Read(Expected, Job(), [pod], Given.Start.AddSeconds(seconds));

        var message = waits
            ? Assert.IsType<JobOutcome.NotStarted>(outcome).Message
            : Assert.IsType<JobOutcome.Lost>(outcome).Message;
        Assert.Contains("manifest unknown", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pod_Unschedulable_SaysWhatTheSchedulerSays()
    {
        var pod = Waiting(null, null);
        pod.Status!.Conditions = [new V1PodCondition { Type = "PodScheduled", Status = "False", Message = "0/3 nodes are available" }];

        var waiting = Assert.IsType<JobOutcome.NotStarted>(Read(Job(), pod));

        Assert.Contains("0/3 nodes are available", waiting.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pod_IsBeingPrepared_NamesTheClaimsThatItMayWaitFor()
    {
        var pod = Waiting("ContainerCreating", null);
        pod.Spec = new V1PodSpec
        {
            NodeName = "node-1",
            Volumes =
            [
                new V1Volume { Name = "key", Secret = new V1SecretVolumeSource { SecretName = "backup-key", Optional = true } },
                new V1Volume { Name = "store", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = "backups" } },
            ],
        };

        var message = Assert.IsType<JobOutcome.NotStarted>(Read(Job(), pod)).Message;

        Assert.Contains("volume claim backups is being", message, StringComparison.Ordinal);
        Assert.Contains("node node-1", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5 * 60, false)]
    [InlineData((5 * 60) + 1, true)]
    public void Pod_OnASilentNode_IsGivenUp(int secondsSinceDeletion, bool lost)
    {
        var pod = Running();
        pod.Metadata.DeletionTimestamp = Given.Start.UtcDateTime;

        var outcome = JobReading.Read(Expected, Job(), [pod], Given.Start.AddSeconds(secondsSinceDeletion));

        Assert.Equal(lost, outcome is JobOutcome.Lost { Transient: true });
    }

    [Fact]
    public void Job_LongPastItsDeadlineWithoutAnEnd_IsGivenUp()
    {
        Assert.IsType<JobOutcome.Running>(JobReading.Read(Expected, Job(), [Running()], Given.Start.AddMinutes(85)));
        Assert.IsType<JobOutcome.Lost>(JobReading.Read(Expected, Job(), [Running()], Given.Start.AddMinutes(86)));
    }

    [Fact]
    public void Agent_EndedButJobNotYet_StillRuns() =>
        Assert.IsType<JobOutcome.Running>(Read(Job(), Ended(0, Json(Passed))));

    [Fact]
    public void Failure_ReportedByTheAgent_IsTakenAsItSays()
    {
        var result = new AgentResult
        {
            Verb = AgentVerb.Check, ExitCode = AgentExitCode.Integrity, Reason = Reason.IntegrityFailed, Message = "pack ab/cd is short",
        };

        var failure = AgentFailure.Of(Read(Job("Failed"), Ended(5, Json(result))));

        Assert.Equal(new AgentFailure(Reason.IntegrityFailed, "pack ab/cd is short", false, Given.Start), failure);
    }

    [Fact]
    public void Failure_CancelledByAnother_MayBeTriedAgain()
    {
        var result = new AgentResult { Verb = AgentVerb.Check, ExitCode = AgentExitCode.Cancelled };

        var failure = AgentFailure.Of(Read(Job("Failed"), Ended(6, Json(result))));

        Assert.True(failure is { Reason: Reason.AgentLost, Transient: true });
    }

    private static JobOutcome Read(V1Job job, params V1Pod[] pods) => JobReading.Read(Expected, job, pods, Given.Start);

    private static string Json(AgentResult result) => JsonSerializer.Serialize(result, ContractJsonContext.Default.AgentResult);

    private static V1Job Job(string? condition = null, string? reason = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = "job", CreationTimestamp = Given.Start.UtcDateTime },
        Spec = new V1JobSpec { ActiveDeadlineSeconds = 3600 },
        Status = new V1JobStatus
        {
            Conditions = condition is null ? null : [new V1JobCondition { Type = condition, Status = "True", Reason = reason }],
        },
    };

    private static V1Pod Pod(string phase, V1ContainerState state) => new()
    {
        Metadata = new V1ObjectMeta { Name = "pod", CreationTimestamp = Given.Start.UtcDateTime },
        Status = new V1PodStatus { Phase = phase, ContainerStatuses = [new V1ContainerStatus { Name = "agent", State = state }] },
    };

    private static V1Pod Ended(int exitCode, string? message, string reason = "Error") => Pod(
        exitCode == 0 ? "Succeeded" : "Failed",
        new V1ContainerState
        {
            Terminated = new V1ContainerStateTerminated { ExitCode = exitCode, Message = message, Reason = reason, FinishedAt = Given.Start.UtcDateTime },
        });

    private static V1Pod Running() => Pod("Running", new V1ContainerState { Running = new V1ContainerStateRunning() });

    private static V1Pod Waiting(string? reason, string? message) => Pod(
        "Pending", new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message } });
}
