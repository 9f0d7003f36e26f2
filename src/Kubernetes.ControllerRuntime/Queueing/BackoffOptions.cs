namespace Kubernetes.ControllerRuntime.Queueing;

/// <summary>How long a key waits after failed passes: doubled each time, with jitter, up to a limit.</summary>
public sealed record BackoffOptions
{
    /// <summary>The wait after the first failure.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The part of a wait that is random, so that keys which failed together do not come back together: 0 to 1.</summary>
    public double Jitter { get; init; } = 0.25;
}
