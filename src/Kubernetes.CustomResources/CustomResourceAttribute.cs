namespace Kubernetes.CustomResources;

/// <summary>What a custom resource definition says beyond group, version and kind.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CustomResourceAttribute : Attribute
{
    /// <summary>Short names for kubectl, such as <c>bp</c>.</summary>
    public string[] ShortNames { get; set; } = [];

    /// <summary>Groups of kinds that kubectl lists together, such as <c>backup</c>.</summary>
    public string[] Categories { get; set; } = [];
}
