namespace BackupOperator.Api;

/// <summary>Annotations that this project reads or writes.</summary>
public static class Annotation
{
    /// <summary>The agent's task as JSON, on the pod template of its Job; mounted as a file by the downward API. Holds no secret.</summary>
    public const string Task = ApiGroup.Name + "/task";

    /// <summary>Set by a person to any new value (a time stamp, say) to have a location inspected now.</summary>
    public const string InspectNow = ApiGroup.Name + "/inspect-now";
}
