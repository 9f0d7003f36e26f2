using System.Text;
using System.Text.Unicode;

namespace BackupOperator.Sources.Files.Native;

/// <summary>Paths for people: what is not UTF-8, or would break a line, is written as <c>\xNN</c>.</summary>
internal static class PathText
{
    /// <summary>The path of an entry below the root of its tree.</summary>
    public static string Of(OpenDirectory directory, ReadOnlySpan<byte> name)
    {
        var text = Of(name);
        for (var at = directory; at is { Parent: { } parent }; at = parent)
        {
            text = text.Length == 0 ? Of(at.Name) : $"{Of(at.Name)}/{text}";
        }

        return text.Length == 0 ? "." : text;
    }

    /// <summary>One name.</summary>
    public static string Of(ReadOnlySpan<byte> name)
    {
        if (Utf8.IsValid(name) && !name.ContainsAnyInRange((byte)0, (byte)31))
        {
            return Encoding.UTF8.GetString(name);
        }

        var text = new StringBuilder();
        foreach (var one in name)
        {
            _ = one is >= 32 and < 127 ? text.Append((char)one) : text.Append($"\\x{one:x2}");
        }

        return text.ToString();
    }
}
