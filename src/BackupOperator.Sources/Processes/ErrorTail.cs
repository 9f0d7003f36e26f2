namespace BackupOperator.Sources.Processes;

/// <summary>The last lines of a program's standard error, as many as a message can hold.
/// Safe to call concurrently.</summary>
internal sealed class ErrorTail
{
    // A message reaches a status field; beyond this nobody reads it and the termination message has no room.
    private const int Lines = 6;
    private const int LongestLine = 300;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = [];

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return string.Join("; ", _lines);
            }
        }
    }

    /// <summary>Whether the program wrote an error of its own, in the way of PostgreSQL's clients.</summary>
    public bool HasError { get; private set; }

    /// <summary>Reads to the end; memory stays bounded however much the program writes.</summary>
    public async Task ReadAsync(TextReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            Add(line.Trim());
        }
    }

    private void Add(string line)
    {
        if (line.Length == 0)
        {
            return;
        }

        lock (_lock)
        {
            HasError |= line.Contains(": error: ", StringComparison.Ordinal);
            _lines.Enqueue(line.Length > LongestLine ? line[..LongestLine] : line);
            if (_lines.Count > Lines)
            {
                _lines.Dequeue();
            }
        }
    }
}
