namespace BackupOperator.Api;

/// <summary>Labels on what the manager creates. The manager watches Jobs and Pods by <see cref="ManagedBy"/> alone.</summary>
public static class Label
{
    /// <summary>The label that all watches of children select by; its value is <see cref="ManagedByValue"/>.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>The value of <see cref="ManagedBy"/>.</summary>
    public const string ManagedByValue = "backup-operator";

    /// <summary>The policy that an execution belongs to; a name longer than a label may be is shortened with a hash.</summary>
    public const string Policy = ApiGroup.Name + "/policy";

    /// <summary>The schedule of the policy that made an execution; absent on one made by hand.</summary>
    public const string Schedule = ApiGroup.Name + "/schedule";

    /// <summary>The execution that a Job works for.</summary>
    public const string Execution = ApiGroup.Name + "/execution";

    /// <summary>The restore that a Job works for.</summary>
    public const string Restore = ApiGroup.Name + "/restore";

    /// <summary>The storage location that a Job inspects, or that an imported execution was found in.</summary>
    public const string Location = ApiGroup.Name + "/location";

    /// <summary>The source of the policy that a Job backs up.</summary>
    public const string Source = ApiGroup.Name + "/source";

    /// <summary>The policy whose stored backups a Job looks through or deletes from.</summary>
    public const string Upkeep = ApiGroup.Name + "/upkeep";

    /// <summary>What a Job does: one of the agent's verbs in lower case.</summary>
    public const string Verb = ApiGroup.Name + "/verb";

    /// <summary>Which try of the same work a Job is, counted from 1.</summary>
    public const string Attempt = ApiGroup.Name + "/attempt";

    /// <summary><c>true</c> on an execution that was made again from what a location holds.</summary>
    public const string Imported = ApiGroup.Name + "/imported";
}
