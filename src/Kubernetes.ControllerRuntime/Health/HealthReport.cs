namespace Kubernetes.ControllerRuntime.Health;

/// <summary>An answer to a probe.</summary>
/// <param name="IsHealthy">Whether all is well.</param>
/// <param name="Message">What is not, or <c>ok</c>.</param>
public sealed record HealthReport(bool IsHealthy, string Message)
{
    internal static HealthReport Healthy { get; } = new(true, "ok");
}
