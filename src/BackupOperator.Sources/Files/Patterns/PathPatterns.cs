namespace BackupOperator.Sources.Files.Patterns;

/// <summary>Several patterns; a path matches when one of them does.</summary>
internal sealed class PathPatterns(IEnumerable<string> texts)
{
    private readonly PathPattern[] _patterns = [.. texts.Select(PathPattern.Parse)];

    public bool IsEmpty => _patterns.Length == 0;

    public bool Match(ReadOnlySpan<byte> path, bool isDirectory)
    {
        foreach (var pattern in _patterns)
        {
            if (pattern.Matches(path, isDirectory))
            {
                return true;
            }
        }

        return false;
    }
}
