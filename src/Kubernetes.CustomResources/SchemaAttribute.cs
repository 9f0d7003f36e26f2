namespace Kubernetes.CustomResources;

/// <summary>Bounds of a property in the schema.</summary>
/// <remarks>
/// Required in the schema is <see cref="Required"/>, not C#'s <c>required</c>: that one makes the reader throw, and one
/// malformed object must never stop a watch.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SchemaAttribute : Attribute
{
    /// <summary>Whether the server refuses an object without this property.</summary>
    public bool Required { get; set; }

    /// <summary>A regular expression that a string must match.</summary>
    public string? Pattern { get; set; }

    /// <summary>Least value of a number; <see cref="double.NaN"/> for none.</summary>
    public double Minimum { get; set; } = double.NaN;

    /// <summary>Greatest value of a number; <see cref="double.NaN"/> for none.</summary>
    public double Maximum { get; set; } = double.NaN;

    /// <summary>Least length of a string; -1 for none.</summary>
    public int MinLength { get; set; } = -1;

    /// <summary>Greatest length of a string; -1 for none.</summary>
    public int MaxLength { get; set; } = -1;

    /// <summary>Least number of a list's items; -1 for none.</summary>
    public int MinItems { get; set; } = -1;

    /// <summary>Greatest number of a list's items; -1 for none.</summary>
    public int MaxItems { get; set; } = -1;

    /// <summary>A regular expression that each text of a list must match.</summary>
    public string? ItemPattern { get; set; }

    /// <summary>Greatest length of each text of a list; -1 for none.</summary>
    public int ItemMaxLength { get; set; } = -1;

    /// <summary>The property that tells a list's items apart; makes the list a map (<c>x-kubernetes-list-type: map</c>).</summary>
    public string? ListMapKey { get; set; }

    /// <summary>A default that the server fills in, as JSON (<c>"UTC"</c> with its quotes, <c>3</c>, <c>true</c>).</summary>
    public string? DefaultJson { get; set; }

    /// <summary>Whether the value may hold fields that the schema does not name (templates of pods and the like).</summary>
    public bool PreserveUnknownFields { get; set; }
}
