using System.Text;
using System.Text.Json;
using BackupOperator.Contract;

namespace BackupOperator.Agent.Reporting;

/// <summary>The result where Kubernetes finds it.</summary>
internal static class TerminationMessage
{
    /// <summary>Where the result goes instead of
    /// <see cref="AgentPaths.TerminationMessage"/>, outside of a pod.</summary>
    public const string PathVariable = "BACKUPOPERATOR_TERMINATION_MESSAGE";

    // The kubelet cuts a longer one in the middle of its JSON, and then nobody knows how the run ended.
    private const int LongestBytes = 4096;
    private const int LongestTextBytes = 1024;

    public static void Write(AgentResult result)
    {
        var path = Environment.GetEnvironmentVariable(PathVariable) ?? AgentPaths.TerminationMessage;
        try
        {
            File.WriteAllBytes(path, Render(result));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"the result cannot be written to {path}: {exception.Message}");
        }
    }

    /// <summary>The result as JSON of at most 4 KiB; the message is cut as far as that needs.</summary>
    public static byte[] Render(AgentResult result)
    {
        for (var length = LongestTextBytes; ; length /= 2)
        {
            var cut = result with { Message = Cut(result.Message, length) };
            var json = JsonSerializer.SerializeToUtf8Bytes(cut, ContractJsonContext.Default.AgentResult);
            if (json.Length <= LongestBytes || length == 0)
            {
                return json;
            }
        }
    }

    /// <summary>At most this many bytes of UTF-8, without half a character at the end.</summary>
    internal static string? Cut(string? text, int longestBytes)
    {
        const string Ellipsis = "…";
        if (text is null || Encoding.UTF8.GetByteCount(text) <= longestBytes)
        {
            return text;
        }

        var room = longestBytes - Encoding.UTF8.GetByteCount(Ellipsis);
        var cut = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if ((room -= rune.Utf8SequenceLength) < 0)
            {
                break;
            }

            cut.Append(rune.ToString());
        }

        return cut.Append(longestBytes > 3 ? Ellipsis : "").ToString();
    }
}
