using BackupOperator.Api;
using BackupOperator.Contract;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Jobs;

/// <summary>Starts, watches and ends agents' Jobs. All state is in the cluster: whoever asks, and however often, finds the same
/// Jobs. Reads are live, never from a cache: a Job that was created a moment ago must not be missed.</summary>
internal sealed class AgentJobs(IKubernetesClient client, TimeProvider time)
{
    // Longer than a pod gets to end; a Job that is still there belongs to a node that does not answer, and must not hold
    // up anything forever. The fencing token tells its late words from those of others.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Finds the Job, or creates it where it is not known to have been started, and tells what became of it.</summary>
    /// <param name="wanted">The Job; an existing one is never changed.</param>
    /// <param name="verb">What its agent does.</param>
    /// <param name="startTimeout">How long its pod may take to start.</param>
    /// <param name="started">Whether it was seen before: then a missing Job is a lost one.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<JobOutcome> ObserveAsync(
        V1Job wanted, AgentVerb verb, TimeSpan startTimeout, bool started, CancellationToken cancellationToken)
    {
        var expected = new JobExpectation(wanted.Name(), verb, startTimeout);
        var job = await client.GetAsync<V1Job>(wanted.Name(), wanted.Namespace(), cancellationToken);
        if (job is null && !started)
        {
            job = await CreateAsync(wanted, cancellationToken);
        }

        if (job is not null && !IsSameWork(job, wanted))
        {
            return Foreign(expected, job);
        }

        var pods = job is null ? [] : await PodsAsync(job, cancellationToken);
        return JobReading.Read(expected, job, pods, time.GetUtcSeconds());
    }

    /// <summary>Deletes one Job with its pods, whatever state it is in; one that is not there is no error.</summary>
    public Task DeleteAsync(V1Job job, CancellationToken cancellationToken) => client.DeleteAsync<V1Job>(
        job.Name(), job.Namespace(), new DeleteOptions { Uid = job.Metadata.Uid, PropagationPolicy = "Foreground" }, cancellationToken);

    /// <summary>Deletes an owner's Jobs that have not finished; finished ones stay, for their logs.</summary>
    /// <returns>How many are still there and are worth waiting for.</returns>
    public async Task<int> EndAsync(IKubernetesObject owner, string label, CancellationToken cancellationToken)
    {
        var left = 0;
        foreach (var job in await ListAsync(owner.Namespace(), label, owner.Name(), cancellationToken))
        {
            if (!job.IsOwnedBy(owner) || IsFinished(job) || IsGivenUp(job))
            {
                continue;
            }

            left++;
            if (job.DeletionTimestamp() is null)
            {
                await DeleteAsync(job, cancellationToken);
            }
        }

        return left;
    }

    /// <summary>Whether an owner has Jobs, finished or not.</summary>
    public async Task<bool> HasAnyAsync(IKubernetesObject owner, string label, CancellationToken cancellationToken) =>
        (await ListAsync(owner.Namespace(), label, owner.Name(), cancellationToken)).Any(job => job.IsOwnedBy(owner));

    /// <summary>Jobs with this label that have not finished and are worth waiting for.</summary>
    public async Task<IReadOnlyList<V1Job>> UnfinishedAsync(
        string @namespace, string label, string value, CancellationToken cancellationToken)
    {
        var jobs = await ListAsync(@namespace, label, value, cancellationToken);
        return [.. jobs.Where(job => !IsFinished(job) && !IsGivenUp(job))];
    }

    /// <summary>Jobs of agents with this label.</summary>
    public async Task<IReadOnlyList<V1Job>> ListAsync(
        string @namespace, string label, string value, CancellationToken cancellationToken)
    {
        var options = new ListOptions
        {
            Namespace = @namespace,
            LabelSelector = $"{Label.ManagedBy}={Label.ManagedByValue},{label}={ShortName.ForLabel(value)}",
        };
        return await client.ListAsync<V1Job>(options, cancellationToken).ToListAsync(cancellationToken);
    }

    private static bool IsFinished(V1Job job) =>
        job.Status?.Conditions?.Any(condition => condition is { Type: "Complete" or "Failed", Status: "True" }) == true;

    private static bool IsSameWork(V1Job job, V1Job wanted) =>
        job.Metadata.OwnerReferences?.Any(owner => owner.Uid == wanted.Metadata.OwnerReferences![0].Uid) == true
        && job.GetLabel(Label.Verb) == wanted.GetLabel(Label.Verb);

    private bool IsGivenUp(V1Job job) => job.DeletionTimestamp() is { } asked && time.GetUtcNow() - asked > Patience;

    // The Job of an object of the same name that was deleted a moment ago goes by itself; any other is someone's own.
    private JobOutcome Foreign(JobExpectation expected, V1Job job)
    {
        var message = $"Job {expected.Name} exists and belongs to another object; delete it, or choose another name";
        return time.GetUtcNow() - job.CreationTimestamp() > expected.StartTimeout && job.DeletionTimestamp() is null
            ? new JobOutcome.Lost(Reason.AgentNotStarted, message, false, null)
            : new JobOutcome.NotStarted(message);
    }

    private async Task<V1Job?> CreateAsync(V1Job wanted, CancellationToken cancellationToken)
    {
        try
        {
            return await client.CreateAsync(wanted, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            // Another manager, or an answer that got lost: the Job that exists is the one.
            return await client.GetAsync<V1Job>(wanted.Name(), wanted.Namespace(), cancellationToken);
        }
    }

    private async Task<IReadOnlyList<V1Pod>> PodsAsync(V1Job job, CancellationToken cancellationToken)
    {
        var options = new ListOptions { Namespace = job.Namespace(), LabelSelector = $"job-name={job.Name()}" };
        var pods = await client.ListAsync<V1Pod>(options, cancellationToken).ToListAsync(cancellationToken);
        return [.. pods.Where(pod => pod.IsOwnedBy(job))];
    }
}
