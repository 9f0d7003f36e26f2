using System.Text;

namespace BackupOperator.Sources.Files.Patterns;

/// <summary>One pattern: a part of what <c>.gitignore</c> knows.</summary>
/// <remarks><c>*</c> and <c>?</c> stand for bytes of one name, <c>**</c> for any number of names; <c>\</c> takes the
/// next byte as it is. A pattern with a slash that does not end it counts from the root, others at any depth; one that
/// ends with a slash means directories only.</remarks>
internal sealed class PathPattern
{
    private static readonly byte[] AnyNames = "**"u8.ToArray();

    private readonly byte[][] _names;
    private readonly bool _directoriesOnly;

    private PathPattern(byte[][] names, bool directoriesOnly)
    {
        _names = names;
        _directoriesOnly = directoriesOnly;
    }

    /// <exception cref="SourceException">The text is no pattern.</exception>
    public static PathPattern Parse(string text)
    {
        var body = text.EndsWith('/') ? text[..^1] : text;
        var anchored = body.Contains('/', StringComparison.Ordinal);
        var names = body.TrimStart('/').Split('/');
        if (text.StartsWith('!') || Array.Exists(names, name => name is "" or "." or ".."))
        {
            throw new SourceException(
                SourceFailure.BadInput,
                $"'{text}' is no path pattern: use names, *, ? and ** with single slashes, such as cache/** or *.tmp");
        }

        var parts = Array.ConvertAll(names, Encoding.UTF8.GetBytes);
        return new PathPattern(anchored ? parts : [AnyNames, .. parts], text.EndsWith('/'));
    }

    /// <param name="path">Relative to the root, without a slash at either end.</param>
    /// <param name="isDirectory">Whether it is one.</param>
    public bool Matches(ReadOnlySpan<byte> path, bool isDirectory) =>
        (isDirectory || !_directoriesOnly) && MatchesFrom(0, path);

    private bool MatchesFrom(int index, ReadOnlySpan<byte> path)
    {
        for (; index < _names.Length; index++)
        {
            if (path.IsEmpty)
            {
                return false;
            }

            if (_names[index].AsSpan().SequenceEqual(AnyNames))
            {
                return index == _names.Length - 1 || MatchesAnywhere(index + 1, path);
            }

            var slash = path.IndexOf((byte)'/');
            if (!MatchesName(_names[index], slash < 0 ? path : path[..slash]))
            {
                return false;
            }

            path = slash < 0 ? [] : path[(slash + 1)..];
        }

        return path.IsEmpty;
    }

    private bool MatchesAnywhere(int index, ReadOnlySpan<byte> path)
    {
        while (!MatchesFrom(index, path))
        {
            var slash = path.IndexOf((byte)'/');
            if (slash < 0)
            {
                return false;
            }

            path = path[(slash + 1)..];
        }

        return true;
    }

    /// <summary>Goes back to the last star only: linear times linear, never exponential.</summary>
    private static bool MatchesName(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> name)
    {
        var (at, starAt, starName) = (0, -1, 0);
        for (var next = 0; next < name.Length;)
        {
            var escaped = at + 1 < pattern.Length && pattern[at] == '\\';
            if (at < pattern.Length && !escaped && pattern[at] == '*')
            {
                (starAt, starName) = (++at, next);
            }
            else if (at < pattern.Length && (escaped ? pattern[at + 1] == name[next]
                : pattern[at] == '?' || pattern[at] == name[next]))
            {
                at += escaped ? 2 : 1;
                next++;
            }
            else if (starAt >= 0)
            {
                (at, next) = (starAt, ++starName);
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].TrimStart((byte)'*').IsEmpty;
    }
}
