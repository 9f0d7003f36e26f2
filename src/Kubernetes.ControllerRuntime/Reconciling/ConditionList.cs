using Kubernetes.Client.Models;

namespace Kubernetes.ControllerRuntime.Reconciling;

/// <summary>Writes what passes came to into a status's conditions. A pass that says the same again changes nothing.</summary>
/// <param name="status">The status.</param>
/// <param name="generation">The generation that the pass saw.</param>
/// <param name="now">The time of the pass.</param>
internal sealed class ConditionList(IConditionedStatus status, long? generation, DateTimeOffset now)
{
    // The schema of conditions allows 32768 characters; nobody reads that many, and each status is kept in every cache.
    private const int LongestMessage = 2048;

    /// <summary>Records a controller's result in the condition that it owns.</summary>
    /// <returns>What changed; null when status and reason are as before.</returns>
    public Transition? Record(string type, ReconciliationResult result)
    {
        if (result.Outcome is ReconciliationOutcome.Unchanged)
        {
            TakeBackFailure(type);
            return null;
        }

        var warning = result.Outcome is ReconciliationOutcome.Stalled;

        if (type != RuntimeCondition.Ready)
        {
            return Set(type, Verdict(result.Outcome), result.Reason, result.Message, warning);
        }

        status.ObservedGeneration = generation ?? status.ObservedGeneration;
        SetOrRemove(RuntimeCondition.Reconciling, result.Outcome is ReconciliationOutcome.Waiting, result);
        SetOrRemove(RuntimeCondition.Stalled, result.Outcome is ReconciliationOutcome.Stalled, result);
        var value = result.Outcome is ReconciliationOutcome.Ready ? "True" : "False";
        return Set(type, value, result.Reason, result.Message, warning);
    }

    /// <summary>Records that a controller fails again and again. <c>Ready</c> keeps what was last known; a verdict that cannot
    /// be reached any more becomes unknown.</summary>
    /// <returns>What changed; null when status and reason are as before.</returns>
    public Transition? RecordFailure(string type, string message)
    {
        if (type != RuntimeCondition.Ready)
        {
            return Set(type, "Unknown", RuntimeCondition.RetryingReason, message, warning: true);
        }

        if (Find(RuntimeCondition.Ready) is null)
        {
            Set(RuntimeCondition.Ready, "Unknown", RuntimeCondition.RetryingReason, message, warning: true);
        }

        return Set(RuntimeCondition.Reconciling, "True", RuntimeCondition.RetryingReason, message, warning: true);
    }

    private static string Verdict(ReconciliationOutcome outcome) => outcome switch
    {
        ReconciliationOutcome.Ready => "True",
        ReconciliationOutcome.Stalled => "False",
        _ => "Unknown",
    };

    private Condition? Find(string type) => status.Conditions.FirstOrDefault(condition => condition.Type == type);

    private void SetOrRemove(string type, bool holds, ReconciliationResult result)
    {
        if (holds)
        {
            Set(type, "True", result.Reason, result.Message, warning: false);
            return;
        }

        Remove(Find(type));
    }

    private void TakeBackFailure(string type)
    {
        foreach (var name in type == RuntimeCondition.Ready ? [type, RuntimeCondition.Reconciling] : new[] { type })
        {
            Remove(Find(name) is { Reason: RuntimeCondition.RetryingReason } failure ? failure : null);
        }
    }

    private void Remove(Condition? obsolete)
    {
        if (obsolete is not null)
        {
            status.Conditions.Remove(obsolete);
        }
    }

    private Transition? Set(string type, string value, string reason, string message, bool warning)
    {
        var condition = Find(type);
        var transition = condition is null || condition.Status != value || condition.Reason != reason;
        if (condition is null)
        {
            condition = new Condition { Type = type };
            status.Conditions.Add(condition);
        }

        // The server keeps times to the second; finer ones would differ from what is read back.
        condition.LastTransitionTime = condition.Status == value && condition.LastTransitionTime != default
            ? condition.LastTransitionTime
            : now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        condition.Status = value;
        condition.Reason = reason;
        condition.Message = message.Length <= LongestMessage ? message : string.Concat(message.AsSpan(0, LongestMessage - 1), "…");
        condition.ObservedGeneration = generation ?? condition.ObservedGeneration;
        return transition ? new Transition(type, value, reason, condition.Message, warning) : null;
    }
}
