namespace Kubernetes.CustomResources;

/// <summary>A column of <c>kubectl get</c>.</summary>
/// <param name="name">The column's title.</param>
/// <param name="jsonPath">Where the value is found, such as <c>.status.phase</c>.</param>
/// <param name="type"><c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c> or <c>date</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PrinterColumnAttribute(string name, string jsonPath, string type = "string") : Attribute
{
    /// <summary>The column's title.</summary>
    public string Name { get; } = name;

    /// <summary>Where the value is found.</summary>
    public string JsonPath { get; } = jsonPath;

    /// <summary>The value's type.</summary>
    public string Type { get; } = type;

    /// <summary>0 shows the column always; more only with <c>-o wide</c>.</summary>
    public int Priority { get; set; }
}
