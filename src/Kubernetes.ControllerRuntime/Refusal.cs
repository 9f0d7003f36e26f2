namespace Kubernetes.ControllerRuntime;

/// <summary>Why a pass does not go on: what pure rules return, null meaning that nothing is in the way.</summary>
/// <param name="Reason">In one CamelCase word.</param>
/// <param name="Message">What is wrong and what to do, in words for people.</param>
public sealed record Refusal(string Reason, string Message);
