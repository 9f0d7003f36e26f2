using System.Text.RegularExpressions;

namespace BackupOperator.Contract.Specs;

/// <summary>Names of Kubernetes objects, as specs refer to them: a DNS subdomain.</summary>
/// <remarks>A name becomes a part of the path of a request, so nothing else is taken.</remarks>
public static partial class ObjectName
{
    /// <summary>The pattern of the schema.</summary>
    public const string Pattern = @"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$";

    /// <summary>The most characters.</summary>
    public const int MaxLength = 253;

    /// <summary>Whether a text can be the name of an object.</summary>
    public static bool IsValid(string? name) => name is { Length: > 0 and <= MaxLength } && Form().IsMatch(name);

    // Not the schema's own: there $ ends the text, here it would let a line break follow.
    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z")]
    private static partial Regex Form();
}
