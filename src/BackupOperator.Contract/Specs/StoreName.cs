using System.Text.RegularExpressions;

namespace BackupOperator.Contract.Specs;

/// <summary>Names of folders in a store, as specs refer to them: a policy's identity, a backup's name.</summary>
public static partial class StoreName
{
    /// <summary>The pattern of the schema.</summary>
    public const string Pattern = "^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$";

    /// <summary>The most characters.</summary>
    public const int MaxLength = 128;

    /// <summary>Whether a text can be such a name.</summary>
    public static bool IsValid(string? name) => name is { Length: > 0 and <= MaxLength } && Form().IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\z")]
    private static partial Regex Form();
}
