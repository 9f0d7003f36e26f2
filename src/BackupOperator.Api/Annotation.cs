namespace BackupOperator.Api;

/// <summary>Annotations that this project reads or writes.</summary>
public static class Annotation
{
    /// <summary>The agent's task as JSON, on the pod template of its Job; mounted as a file by the downward API. Holds no secret.</summary>
    public const string Task = ApiGroup.Name + "/task";

    /// <summary>Set by a person to any new value (a time stamp, say) to have a location inspected now.</summary>
    public const string InspectNow = ApiGroup.Name + "/inspect-now";

    /// <summary>On an execution or a restore that was started: when, its name and its uid, apart by spaces. A status does not travel
    /// with exported YAML, an annotation does: another object with this mark is a copy of one that was started, and is not started
    /// again.</summary>
    public const string Started = ApiGroup.Name + "/started";

    /// <summary>On an imported execution: the backup's entry in the catalogue as JSON, from which its status is filled.</summary>
    public const string CatalogueEntry = ApiGroup.Name + "/catalogue-entry";

    /// <summary>On a policy's lease: the policy as it was when the holder got its turn, as JSON.</summary>
    public const string FrozenPolicy = ApiGroup.Name + "/frozen-policy";

    /// <summary>On a policy's lease: the type and the base of the holder's backup, as JSON.</summary>
    public const string FrozenType = ApiGroup.Name + "/frozen-type";

    /// <summary>On a policy's lease: the location as it was when the holder got its turn, as JSON.</summary>
    public const string FrozenLocation = ApiGroup.Name + "/frozen-location";
}
