using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>A <c>psql</c> that runs what several <c>pg_restore</c> write, one after the other.</summary>
internal sealed class ScriptSession(RestorePrograms programs, string database) : IAsyncDisposable
{
    private readonly ChildProcess _session = programs.StartSession(database);

    /// <exception cref="SourceException">It has ended before.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> script, CancellationToken cancellationToken)
    {
        if (!await _session.TryWriteAsync(script, cancellationToken))
        {
            throw await ExplainAsync(cancellationToken);
        }
    }

    /// <summary>Runs what <c>pg_restore</c> makes of an archive.</summary>
    /// <param name="arguments">What it takes of it.</param>
    /// <param name="archive">The archive; null where the arguments name its file.</param>
    /// <param name="change">What is done to the script on its way.</param>
    /// <param name="cancellationToken">Ends both programs.</param>
    /// <exception cref="SourceException">The archive is not whole, or the session has ended.</exception>
    public async Task RunAsync(
        string[] arguments, Stream? archive, Func<Stream, Stream> change, CancellationToken cancellationToken)
    {
        await using var restore = programs.StartScript(arguments);
        await using var output = programs.ReadScript(
            restore, "the dump cannot be read to its end, nothing was changed");
        await using var script = change(output);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await CopyAsync(script, stop.Token).WithAsync(restore.FeedAsync(archive ?? Stream.Null, stop.Token), stop);
    }

    /// <exception cref="SourceException">Something did not run.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        _session.CloseInput();
        await programs.RequireSuccessAsync(_session, database, cancellationToken);
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private async Task CopyAsync(Stream script, CancellationToken cancellationToken)
    {
        if (!await _session.TryCopyAsync(script, cancellationToken))
        {
            throw await ExplainAsync(cancellationToken);
        }
    }

    // It has closed its input: its own words say why.
    private async Task<SourceException> ExplainAsync(CancellationToken cancellationToken)
    {
        await _session.WaitAsync(cancellationToken);
        return await programs.ExplainAsync(_session, database, cancellationToken);
    }
}
