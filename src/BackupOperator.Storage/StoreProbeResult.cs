namespace BackupOperator.Storage;

/// <summary>How a store answered to a probe.</summary>
/// <param name="Latencies">How long each step took that succeeded.</param>
/// <param name="FailedStep">The first step that failed, or null.</param>
/// <param name="Failure">Why it failed, with what to do, or null.</param>
public sealed record StoreProbeResult(
    IReadOnlyDictionary<ProbeStep, TimeSpan> Latencies, ProbeStep? FailedStep, StoreException? Failure)
{
    /// <summary>Whether every step succeeded.</summary>
    public bool Succeeded => Failure is null;
}
