using Kubernetes.Client;
using Kubernetes.ControllerRuntime.Rbac;
using k8s.Models;

namespace Kubernetes.ControllerRuntime.Leadership;

/// <summary>Gets, renews and releases one lease.</summary>
/// <remarks>Whether another's lease has run out is judged by this replica's own clock, from when it saw the lease change:
/// the clocks of replicas need not agree.</remarks>
[EntityRbac(typeof(V1Lease), Verbs = RbacVerb.Get | RbacVerb.Create | RbacVerb.Patch)]
internal sealed class LeaseHolder(IKubernetesClient client, LeaderElectionOptions options, TimeProvider time)
{
    private readonly string @namespace = options.LeaseNamespace ?? client.DefaultNamespace;
    private V1Lease? observed;
    private long observedAt;

    /// <summary>Whom the lease was last seen with; null for nobody.</summary>
    public string? Holder => observed?.Spec?.HolderIdentity;

    /// <summary>Tries once to get the lease, or to renew it.</summary>
    /// <returns>Whether it is ours now.</returns>
    public async Task<bool> TryHoldAsync(CancellationToken cancellationToken)
    {
        var current = await client.GetAsync<V1Lease>(options.LeaseName, @namespace, cancellationToken);
        try
        {
            if (current is null)
            {
                var lease = LeaseRecord.Create(options.LeaseName, @namespace, options, time.GetUtcNow());
                Observe(await client.CreateAsync(lease, cancellationToken));
                return true;
            }

            Observe(current);
            return !HeldByAnother(current) && await HoldAsync(current, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsConflict || exception.IsAlreadyExists)
        {
            // Another was faster, or the lease changed in between: the next try sees it.
            return false;
        }
    }

    /// <summary>Gives the lease up, if it is still ours.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TryReleaseAsync(cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsConflict)
        {
            // A renewal that was on its way arrived in between.
            await TryReleaseAsync(cancellationToken);
        }
    }

    private async Task TryReleaseAsync(CancellationToken cancellationToken)
    {
        var current = await client.GetAsync<V1Lease>(options.LeaseName, @namespace, cancellationToken);
        if (current?.Spec?.HolderIdentity != options.Identity)
        {
            return;
        }

        var released = client.Copy(current);
        LeaseRecord.Release(released, time.GetUtcNow());
        await client.PatchAsync(current, released, optimistic: true, cancellationToken);
    }

    private async Task<bool> HoldAsync(V1Lease current, CancellationToken cancellationToken)
    {
        var held = client.Copy(current);
        LeaseRecord.Hold(held, options, time.GetUtcNow());
        Observe(await client.PatchAsync(current, held, optimistic: true, cancellationToken));
        return true;
    }

    private void Observe(V1Lease lease)
    {
        if (observed?.Metadata.ResourceVersion == lease.Metadata.ResourceVersion
            && observed?.Metadata.Uid == lease.Metadata.Uid)
        {
            return;
        }

        observed = lease;
        observedAt = time.GetTimestamp();
    }

    private bool HeldByAnother(V1Lease lease)
    {
        if (LeaseRecord.IsFree(lease) || lease.Spec!.HolderIdentity == options.Identity)
        {
            return false;
        }

        var duration = TimeSpan.FromSeconds(lease.Spec.LeaseDurationSeconds ?? options.LeaseDuration.TotalSeconds);
        return time.GetElapsedTime(observedAt) < duration;
    }
}
