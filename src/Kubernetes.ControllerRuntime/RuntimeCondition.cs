namespace Kubernetes.ControllerRuntime;

/// <summary>The conditions that the runtime keeps (kstatus), and the reasons that are its own.</summary>
public static class RuntimeCondition
{
    /// <summary><c>True</c>: the world is as the spec asks, at the observed generation.</summary>
    public const string Ready = "Ready";

    /// <summary><c>True</c> while something is under way, waited for or tried again; absent otherwise.</summary>
    public const string Reconciling = "Reconciling";

    /// <summary><c>True</c> when nothing goes on until a person changes something; absent otherwise.</summary>
    public const string Stalled = "Stalled";

    /// <summary>Reason: passes fail in a row and are tried again; the message is the last error.</summary>
    public const string RetryingReason = "RetryingAfterError";
}
