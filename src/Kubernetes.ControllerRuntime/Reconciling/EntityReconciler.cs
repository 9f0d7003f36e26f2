using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Events;
using k8s.Models;

namespace Kubernetes.ControllerRuntime.Reconciling;

/// <summary>Runs one pass over one object: all controllers of the kind in their order, on one copy, with one status patch. As
/// a merge patch replaces the whole list of conditions, this is also what keeps controllers from losing each other's.</summary>
internal sealed class EntityReconciler<TEntity>(
    IKubernetesClient client,
    EntityCache<TEntity> cache,
    IReadOnlyList<ControllerRegistration<TEntity>> controllers,
    IReadOnlyList<FinalizerRegistration<TEntity>> finalizers,
    EventRecorder events,
    TimeProvider time) where TEntity : class, IKubernetesObject
{
    /// <summary>Runs a pass.</summary>
    /// <param name="key">The object.</param>
    /// <param name="failuresBefore">Passes in a row that failed before this one.</param>
    /// <param name="passToken">Ends the work of controllers.</param>
    /// <param name="writeToken">Ends also the writing of what they found: leadership is lost, or the process must go.</param>
    public async Task<PassResult> RunAsync(
        EntityKey key, int failuresBefore, CancellationToken passToken, CancellationToken writeToken)
    {
        if (cache.Get(key.Name, key.Namespace) is not { } original)
        {
            return PassResult.Gone;
        }

        if (original.Metadata.DeletionTimestamp is not null)
        {
            return await FinalizeAsync(original, failuresBefore, passToken, writeToken);
        }

        // Step 1: whatever a controller starts must be cleaned up, so the finalizers come first.
        original = await AttachFinalizersAsync(original, writeToken);

        // Step 2: each controller has its say, whatever became of the one before.
        var pass = new Pass<TEntity>(client.Copy(original), failuresBefore, time.GetUtcNow());
        foreach (var (controller, conditionType) in controllers)
        {
            await TryAsync(pass, conditionType, controller.ReconcileAsync, passToken, writeToken);
        }

        // Step 3: what was found is kept, also when one has failed.
        return await WriteAsync(original, pass, writeToken);
    }

    private static async Task TryAsync(
        Pass<TEntity> pass,
        string conditionType,
        Func<TEntity, CancellationToken, Task<ReconciliationResult<TEntity>>> step,
        CancellationToken passToken,
        CancellationToken writeToken)
    {
        try
        {
            pass.Record(conditionType, await step(pass.Entity, passToken));
        }
        catch (OperationCanceledException) when (writeToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException exception) when (passToken.IsCancellationRequested)
        {
            pass.RecordFailure(conditionType, new TimeoutException("the pass took too long and was cancelled", exception));
        }
        catch (Exception exception)
        {
            pass.RecordFailure(conditionType, exception);
        }
    }

    private async Task<TEntity> AttachFinalizersAsync(TEntity original, CancellationToken cancellationToken)
    {
        var missing = finalizers.Where(finalizer => !original.HasFinalizer(finalizer.Name)).ToList();
        if (missing.Count == 0)
        {
            return original;
        }

        var changed = client.Copy(original);
        missing.ForEach(finalizer => changed.AddFinalizer(finalizer.Name));
        // The list is replaced as a whole: without the precondition a finalizer set by another just now would be lost.
        var stored = await client.PatchAsync(original, changed, optimistic: true, cancellationToken);
        cache.Refresh(stored);
        return stored;
    }

    private async Task<PassResult> FinalizeAsync(
        TEntity original, int failuresBefore, CancellationToken passToken, CancellationToken writeToken)
    {
        // One after the other, in the order of registration; a step that is not done holds those behind it.
        if (finalizers.FirstOrDefault(finalizer => original.HasFinalizer(finalizer.Name)) is not { } next)
        {
            return new PassResult("deleting");
        }

        var pass = new Pass<TEntity>(client.Copy(original), failuresBefore, time.GetUtcNow());
        var finished = false;
        await TryAsync(
            pass,
            RuntimeCondition.Ready,
            async (entity, token) =>
            {
                var result = await next.Finalizer.FinalizeAsync(entity, token);
                finished = result.Outcome is ReconciliationOutcome.Unchanged or ReconciliationOutcome.Ready;
                return result;
            },
            passToken,
            writeToken);
        if (!finished)
        {
            return await WriteAsync(original, pass, writeToken);
        }

        // What the object's status says no longer matters: with its last finalizer it is gone.
        await DetachAsync(original, next.Name, writeToken);
        return new PassResult("deleting", finalizers.Count > 1 ? TimeSpan.Zero : null);
    }

    private async Task DetachAsync(TEntity original, string finalizer, CancellationToken cancellationToken)
    {
        var changed = client.Copy(original);
        changed.RemoveFinalizer(finalizer);
        try
        {
            cache.Refresh(await client.PatchAsync(original, changed, optimistic: true, cancellationToken));
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // Another has forced it out of the way: gone is what was wanted.
        }
    }

    private async Task<PassResult> WriteAsync(TEntity original, Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        if (original is not IConditioned)
        {
            return pass.Result();
        }

        TEntity stored;
        try
        {
            stored = await client.PatchStatusAsync(original, pass.Entity, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            return PassResult.Gone;
        }

        cache.Refresh(stored);
        await events.RecordAsync(stored, pass.Transitions, cancellationToken);
        // A change that came in with the answer may never be reported as one: the cache holds it already.
        var overtaken = new EntityChange<TEntity>(original, stored).IsBeyondStatus;
        return overtaken && pass.Failure is null ? pass.Result() with { After = TimeSpan.Zero } : pass.Result();
    }
}
