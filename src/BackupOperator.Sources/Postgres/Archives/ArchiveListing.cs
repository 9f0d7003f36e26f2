using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres.Archives;

/// <summary>Reads an archive's table of contents from a stream that passes by, through
/// <c>pg_restore --list</c>.</summary>
/// <remarks>The contents stand at the head of an archive; once the program has them it
/// ends, and the rest passes untouched.</remarks>
internal sealed class ArchiveListing : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private bool _fed;

    public ArchiveListing(ProgramStart list)
    {
        _process = ChildProcess.Start(list);
        Entries = ReadAsync();

        // Whoever waits for the entries sees the failure; nobody may be waiting when the dump itself failed.
        _ = Entries.ContinueWith(
            static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
    }

    /// <summary>The contents, as soon as they are known.</summary>
    /// <exception cref="SourceException">With <see cref="SourceFailure.Damaged"/> when
    /// the head is not that of an archive.</exception>
    public Task<IReadOnlyList<ArchiveEntry>> Entries { get; }

    /// <summary>Shows the next bytes of the archive.</summary>
    public async ValueTask OfferAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_fed)
        {
            return;
        }

        try
        {
            await _process.Input.WriteAsync(bytes, cancellationToken);
            await _process.Input.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // The program has seen enough and closed its input.
            _fed = true;
        }
    }

    /// <summary>Says that the archive is over.</summary>
    public void End()
    {
        _fed = true;
        try
        {
            _process.Input.Dispose();
        }
        catch (IOException)
        {
            // It had closed its input before.
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<IReadOnlyList<ArchiveEntry>> ReadAsync()
    {
        var entries = new List<ArchiveEntry>();
        while (await _process.OutputText.ReadLineAsync() is { } line)
        {
            if (ArchiveEntry.Parse(line) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return await _process.WaitAsync(CancellationToken.None) == 0
            ? entries
            : throw new SourceException(
                SourceFailure.Damaged, $"the table of contents of the dump cannot be read: {_process.Errors.Text}");
    }
}
