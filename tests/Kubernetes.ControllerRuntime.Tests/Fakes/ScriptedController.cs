namespace Kubernetes.ControllerRuntime.Tests.Fakes;

/// <summary>A controller that does what a test says.</summary>
internal sealed class ScriptedController(Func<V1Gadget, CancellationToken, Task<ReconciliationResult<V1Gadget>>> step)
    : IEntityController<V1Gadget>, IEntityFinalizer<V1Gadget>
{
    public ScriptedController(Func<V1Gadget, ReconciliationResult<V1Gadget>> step)
        : this((gadget, _) => Task.FromResult(step(gadget)))
    {
    }

    public Task<ReconciliationResult<V1Gadget>> ReconcileAsync(V1Gadget entity, CancellationToken cancellationToken) =>
        step(entity, cancellationToken);

    public Task<ReconciliationResult<V1Gadget>> FinalizeAsync(V1Gadget entity, CancellationToken cancellationToken) =>
        step(entity, cancellationToken);
}
