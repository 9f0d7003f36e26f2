using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Executions;

/// <summary>Whether a run may start: exactly one of the two is set.</summary>
internal sealed record Admission
{
    /// <summary>It may.</summary>
    public Admission(BackupRun run) => Run = run;

    /// <summary>It may not yet.</summary>
    public Admission(Refusal refusal) => Refusal = refusal;

    /// <summary>The run.</summary>
    public BackupRun? Run { get; }

    /// <summary>What is in its way.</summary>
    public Refusal? Refusal { get; }
}
