namespace Kubernetes.Client.Configuration;

/// <summary>What is configured does not lead to a server.</summary>
/// <param name="message">Names the file and the fault, and says what to do.</param>
/// <param name="innerException">What the parser or the system reported.</param>
public sealed class KubernetesConfigurationException(string message, Exception? innerException = null)
    : Exception(message, innerException);
