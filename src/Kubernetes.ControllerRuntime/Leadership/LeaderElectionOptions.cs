namespace Kubernetes.ControllerRuntime.Leadership;

/// <summary>How replicas agree on the one that works. The times are client-go's.</summary>
public sealed class LeaderElectionOptions
{
    /// <summary>Whether there is an election; without one every replica works, so there must be only one.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The lease's name.</summary>
    public string LeaseName { get; set; } = "operator-leader";

    /// <summary>The lease's namespace; null for the client's own.</summary>
    public string? LeaseNamespace { get; set; }

    /// <summary>This replica's name in the lease; unique among replicas and restarts.</summary>
    public string Identity { get; set; } = $"{Environment.MachineName}_{Guid.NewGuid():n}";

    /// <summary>How long others wait after a renewal that they have seen, before they take the lease.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after its last successful renewal a leader stops all work. The rest of
    /// <see cref="LeaseDuration"/> is the time in which the work must end.</summary>
    public TimeSpan RenewDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait between tries to get or renew the lease.</summary>
    public TimeSpan RetryPeriod { get; set; } = TimeSpan.FromSeconds(2);

    internal void Validate()
    {
        // client-go's rules: a renewal must have time for a second try, and work time to end before the lease does.
        if (LeaseDuration <= RenewDeadline || RenewDeadline <= RetryPeriod * 1.2 || RetryPeriod <= TimeSpan.Zero)
        {
            throw new InvalidOperationException(
                $"lease {LeaseName}: the lease duration ({LeaseDuration}) must exceed the renew deadline ({RenewDeadline}), "
                + $"and that 1.2 times the retry period ({RetryPeriod})");
        }
    }
}
