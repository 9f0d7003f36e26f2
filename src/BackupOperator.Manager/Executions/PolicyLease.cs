using System.Text.Json;
using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Executions;

/// <summary>Makes one execution the only writer of its policy. One Lease a policy: its holder is the execution's uid, its count of
/// transitions the fencing token, and its annotations keep policy, location, type and base as they were, written in the same request.
/// A deletion of the policy's backups holds it too, so that no run counts on what is being deleted.</summary>
/// <remarks>The holder is replaced when it is finished or does not exist; nothing expires, so a manager that is down loses
/// nothing. A lease that is not held belongs to its policy and goes with it; one that is held outlives the policy.</remarks>
internal sealed class PolicyLease(IKubernetesClient client)
{
    /// <summary>Reads the lease of a policy; null when there is none.</summary>
    public Task<V1Lease?> GetAsync(string policyName, string @namespace, CancellationToken cancellationToken) =>
        client.GetAsync<V1Lease>(NameFor(policyName), @namespace, cancellationToken);

    /// <summary>Whether an execution holds a lease.</summary>
    public static bool IsHeldBy(V1Lease? lease, V1alpha1BackupExecution execution) =>
        lease?.Spec?.HolderIdentity is { Length: > 0 } holder && holder == execution.Uid();

    /// <summary>Whether a deletion of the policy's backups holds the lease.</summary>
    public static bool IsHeldForPrune(V1Lease? lease, V1alpha1BackupPolicy policy) =>
        lease?.Spec?.HolderIdentity == PruneHolder(policy);

    /// <summary>The run as it was frozen; null when the lease is another's or cannot be read.</summary>
    public static BackupRun? Read(V1Lease? lease, V1alpha1BackupExecution execution)
    {
        if (!IsHeldBy(lease, execution)
            || lease!.GetAnnotation(Annotation.FrozenPolicy) is not { } policyJson
            || lease!.GetAnnotation(Annotation.FrozenLocation) is not { } locationJson)
        {
            return null;
        }

        var policy = JsonSerializer.Deserialize(policyJson, ApiJsonContext.Default.V1alpha1BackupPolicy);
        var location = JsonSerializer.Deserialize(locationJson, ApiJsonContext.Default.V1alpha1BackupStorageLocation);
        DateTimeOffset? start = lease!.Spec!.AcquireTime;
        var type = lease.GetAnnotation(Annotation.FrozenType) is { } typeJson
            ? JsonSerializer.Deserialize(typeJson, ApiJsonContext.Default.TypeChoice)
            : null;
        return new BackupRun(execution, policy!, location!, lease.Spec.LeaseTransitions ?? 0, start ?? default)
        {
            Type = type ?? TypeChoice.Full,
        };
    }

    /// <summary>Takes the lease for a run.</summary>
    /// <param name="seen">The lease on which the decision was made; null when there was none.</param>
    /// <param name="run">What is to be run, and the token that it gets.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The run as it was frozen; null when another was faster.</returns>
    public async Task<BackupRun?> TryTakeAsync(V1Lease? seen, BackupRun run, CancellationToken cancellationToken)
    {
        var wanted = seen is null ? New(run.Policy) : client.Copy(seen);
        Fill(wanted, run);
        return await TryStoreAsync(seen, wanted, cancellationToken) is { } stored ? Read(stored, run.Execution) : null;
    }

    /// <summary>Takes the lease for a deletion of the policy's backups. It goes with the policy.</summary>
    /// <param name="seen">The lease on which the decision was made; null when there was none.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="token">The token that the deletion gets.</param>
    /// <param name="now">When it begins.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The lease; null when another was faster.</returns>
    public Task<V1Lease?> TryTakeForPruneAsync(
        V1Lease? seen, V1alpha1BackupPolicy policy, long token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var wanted = seen is null ? New(policy) : client.Copy(seen);
        Free(wanted, policy);
        Hold(wanted, PruneHolder(policy), token, now);
        return TryStoreAsync(seen, wanted, cancellationToken);
    }

    /// <summary>Gives the lease back where the execution holds it; its count stays, for the next holder to add to.</summary>
    public async Task ReleaseAsync(V1alpha1BackupExecution execution, CancellationToken cancellationToken)
    {
        var policyName = execution.Status.PolicyName ?? execution.Spec.PolicyName;
        var lease = await GetAsync(policyName, execution.Namespace(), cancellationToken);
        if (Read(lease, execution) is { } run)
        {
            await ReleaseAsync(lease!, run.Policy, cancellationToken);
        }
    }

    /// <summary>Gives a lease back; its count stays, for the next holder to add to.</summary>
    public async Task ReleaseAsync(V1Lease lease, V1alpha1BackupPolicy policy, CancellationToken cancellationToken)
    {
        var released = client.Copy(lease);
        Free(released, policy);
        released.Spec!.HolderIdentity = "";
        await client.PatchAsync(lease, released, optimistic: true, cancellationToken);
    }

    // Another policy of the same name, made after this one was deleted, is not held up by what this one left.
    private static string PruneHolder(V1alpha1BackupPolicy policy) => $"prune-{policy.Uid()}";

    private static void Free(V1Lease lease, V1alpha1BackupPolicy policy)
    {
        lease.SetLabel(Label.Execution, null);
        lease.SetAnnotation(Annotation.FrozenPolicy, null);
        lease.SetAnnotation(Annotation.FrozenLocation, null);
        lease.SetAnnotation(Annotation.FrozenType, null);
        lease.Metadata.OwnerReferences = [policy.MakeOwnerReference(controller: false)];
    }

    private async Task<V1Lease?> TryStoreAsync(V1Lease? seen, V1Lease wanted, CancellationToken cancellationToken)
    {
        try
        {
            return seen is null
                ? await client.CreateAsync(wanted, cancellationToken)
                : await client.PatchAsync(seen, wanted, optimistic: true, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists || exception.IsConflict || exception.IsNotFound)
        {
            return null;
        }
    }

    private static string NameFor(string policyName) => ShortName.ForChild("backup", policyName);

    private static V1Lease New(V1alpha1BackupPolicy policy) => new()
    {
        ApiVersion = "coordination.k8s.io/v1",
        Kind = "Lease",
        Metadata = new V1ObjectMeta
        {
            Name = NameFor(policy.Name()),
            NamespaceProperty = policy.Namespace(),
            Labels = new Dictionary<string, string>
            {
                [Label.ManagedBy] = Label.ManagedByValue,
                [Label.Policy] = ShortName.ForLabel(policy.Name()),
            },
        },
    };

    private static void Hold(V1Lease lease, string holder, long token, DateTimeOffset since)
    {
        lease.Spec ??= new V1LeaseSpec();
        lease.Spec.HolderIdentity = holder;
        lease.Spec.AcquireTime = since.UtcDateTime;
        lease.Spec.RenewTime = since.UtcDateTime;
        lease.Spec.LeaseTransitions = checked((int)token);
    }

    private static void Fill(V1Lease lease, BackupRun run)
    {
        var (policy, location) = (run.Policy, run.Location);
        Hold(lease, run.Execution.Uid(), run.FencingToken, run.StartTime);
        lease.Metadata.OwnerReferences = null;
        lease.SetLabel(Label.Execution, ShortName.ForLabel(run.Execution.Name()));
        lease.SetAnnotation(Annotation.FrozenPolicy, JsonSerializer.Serialize(
            new V1alpha1BackupPolicy { Metadata = Identity(policy), Spec = policy.Spec }, ApiJsonContext.Default.V1alpha1BackupPolicy));
        lease.SetAnnotation(Annotation.FrozenLocation, JsonSerializer.Serialize(
            new V1alpha1BackupStorageLocation { Metadata = Identity(location), Spec = location.Spec },
            ApiJsonContext.Default.V1alpha1BackupStorageLocation));
        lease.SetAnnotation(Annotation.FrozenType, JsonSerializer.Serialize(run.Type, ApiJsonContext.Default.TypeChoice));
    }

    private static V1ObjectMeta Identity(IKubernetesObject entity) => new()
    {
        Name = entity.Name(),
        NamespaceProperty = entity.Namespace(),
        Uid = entity.Uid(),
    };
}
