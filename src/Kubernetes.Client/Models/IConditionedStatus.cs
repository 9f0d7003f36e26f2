namespace Kubernetes.Client.Models;

/// <summary>A status that follows the conventions of kstatus: conditions, and the generation that they were seen on.</summary>
public interface IConditionedStatus
{
    /// <summary>Aspects of the object's state, one of each type.</summary>
    IList<Condition> Conditions { get; set; }

    /// <summary>The generation of the spec that the status speaks of.</summary>
    long? ObservedGeneration { get; set; }
}
