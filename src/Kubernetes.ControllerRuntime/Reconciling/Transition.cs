namespace Kubernetes.ControllerRuntime.Reconciling;

/// <summary>A condition whose status or reason changed.</summary>
/// <param name="Type">The condition.</param>
/// <param name="Status">Its status now.</param>
/// <param name="Reason">Its reason now.</param>
/// <param name="Message">Its message now.</param>
/// <param name="Warning">Whether a person should look.</param>
internal sealed record Transition(string Type, string Status, string Reason, string Message, bool Warning);
