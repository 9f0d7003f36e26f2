using k8s.Models;

namespace Kubernetes.ControllerRuntime.Leadership;

/// <summary>What is written into a lease, as pure functions.</summary>
internal static class LeaseRecord
{
    /// <summary>A lease that does not exist yet, held by us.</summary>
    public static V1Lease Create(string name, string @namespace, LeaderElectionOptions options, DateTimeOffset now) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = @namespace },
        Spec = new V1LeaseSpec
        {
            HolderIdentity = options.Identity,
            LeaseDurationSeconds = Seconds(options),
            AcquireTime = now.UtcDateTime,
            RenewTime = now.UtcDateTime,
            LeaseTransitions = 0,
        },
    };

    /// <summary>Makes a lease ours, or ours for longer.</summary>
    public static void Hold(V1Lease lease, LeaderElectionOptions options, DateTimeOffset now)
    {
        var spec = lease.Spec ??= new V1LeaseSpec();
        if (spec.HolderIdentity != options.Identity)
        {
            spec.LeaseTransitions = (spec.LeaseTransitions ?? 0) + 1;
            spec.AcquireTime = now.UtcDateTime;
        }

        spec.HolderIdentity = options.Identity;
        spec.LeaseDurationSeconds = Seconds(options);
        spec.RenewTime = now.UtcDateTime;
    }

    /// <summary>Gives a lease up, so that others need not wait for its end.</summary>
    public static void Release(V1Lease lease, DateTimeOffset now)
    {
        var spec = lease.Spec ??= new V1LeaseSpec();
        spec.HolderIdentity = null;
        // The API server refuses 0.
        spec.LeaseDurationSeconds = 1;
        spec.RenewTime = now.UtcDateTime;
    }

    /// <summary>Whether nobody holds the lease.</summary>
    public static bool IsFree(V1Lease lease) => string.IsNullOrEmpty(lease.Spec?.HolderIdentity);

    private static int Seconds(LeaderElectionOptions options) => (int)Math.Ceiling(options.LeaseDuration.TotalSeconds);
}
