using System.Text;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Takes the output of <c>pg_dumpall --globals-only</c> apart into statements.</summary>
internal static class GlobalsScript
{
    /// <summary>Statements without their semicolon; comments and psql's own commands are left out.</summary>
    public static IEnumerable<string> Split(string script)
    {
        var statement = new StringBuilder();
        for (var index = 0; index < script.Length;)
        {
            var length = LengthAt(script, index, statement.Length == 0);
            if (length < 0)
            {
                index -= length;
                continue;
            }

            if (script[index] != ';')
            {
                Append(statement, script.AsSpan(index, length));
            }
            else if (statement.ToString().Trim() is { Length: > 0 } text)
            {
                yield return text;
                statement.Clear();
            }

            index += length;
        }
    }

    private static void Append(StringBuilder statement, ReadOnlySpan<char> text)
    {
        if (statement.Length > 0 || !text.IsWhiteSpace())
        {
            statement.Append(text);
        }
    }

    /// <summary>How long the piece at an index is; negative for one to leave out.</summary>
    private static int LengthAt(string script, int index, bool atStart)
    {
        var rest = script.AsSpan(index);
        if (rest.StartsWith("--") || (atStart && rest[0] == '\\'))
        {
            var end = rest.IndexOf('\n');
            return end < 0 ? -rest.Length : -(end + 1);
        }

        return rest[0] is '\'' or '"' ? QuotedLength(rest, IsEscape(script, index)) : 1;
    }

    private static bool IsEscape(string script, int quote) =>
        script[quote] == '\'' && quote > 0 && script[quote - 1] is 'E' or 'e';

    // A doubled quote ends one quoted piece and begins the next: no special case is needed for it.
    private static int QuotedLength(ReadOnlySpan<char> text, bool escapes)
    {
        for (var index = 1; index < text.Length; index++)
        {
            if (escapes && text[index] == '\\')
            {
                index++;
            }
            else if (text[index] == text[0])
            {
                return index + 1;
            }
        }

        return text.Length;
    }
}
