using Kubernetes.Client.Models;

namespace Kubernetes.ControllerRuntime.Reconciling;

/// <summary>What one pass gathers from all controllers of a kind, before it is written once.</summary>
/// <param name="entity">The copy that the controllers change.</param>
/// <param name="failuresBefore">Passes in a row that failed before this one.</param>
/// <param name="now">The time of the pass.</param>
internal sealed class Pass<TEntity>(TEntity entity, int failuresBefore, DateTimeOffset now)
    where TEntity : class, IKubernetesObject
{
    // A single failure is mostly a conflict or a restart elsewhere; what is shown to people should be worth their look.
    private const int FailuresBeforeShown = 3;

    private readonly ConditionList? conditions = (entity as IConditioned)?.ConditionedStatus is { } status
        ? new ConditionList(status, entity.Metadata.Generation, now)
        : null;

    private readonly List<Transition> transitions = [];
    private ReconciliationOutcome outcome = ReconciliationOutcome.Unchanged;

    /// <summary>The copy that the controllers change.</summary>
    public TEntity Entity => entity;

    /// <summary>Conditions whose status or reason changed.</summary>
    public IReadOnlyList<Transition> Transitions => transitions;

    /// <summary>The first failure.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The earliest time at which a controller wants the next pass.</summary>
    public TimeSpan? After { get; private set; }

    /// <summary>Takes a result.</summary>
    public void Record(string conditionType, ReconciliationResult result)
    {
        After = After is null || result.After < After ? result.After ?? After : After;
        outcome = result.Outcome > outcome ? result.Outcome : outcome;
        Note(conditions?.Record(conditionType, result));
    }

    /// <summary>Takes a failure.</summary>
    public void RecordFailure(string conditionType, Exception exception)
    {
        Failure ??= exception;
        if (failuresBefore + 1 >= FailuresBeforeShown)
        {
            Note(conditions?.RecordFailure(conditionType, exception.Message));
        }
    }

    /// <summary>What the runtime does next.</summary>
    public PassResult Result() => Failure is { } failure
        ? PassResult.Failed(failure)
        : new PassResult(LabelOf(outcome), After);

    private static string LabelOf(ReconciliationOutcome outcome) => outcome switch
    {
        ReconciliationOutcome.Ready => "ready",
        ReconciliationOutcome.Waiting => "waiting",
        ReconciliationOutcome.Stalled => "stalled",
        _ => "unchanged",
    };

    private void Note(Transition? transition)
    {
        if (transition is not null)
        {
            transitions.Add(transition);
        }
    }
}
