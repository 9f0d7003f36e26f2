using System.Collections.Concurrent;
using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;
using BackupOperator.Sources.Postgres.Tools;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>Runs the programs that dump one database, a bounded number at the same time.</summary>
internal sealed class DumpRun(
    PostgresServer server, ClientTools tools, PostgresSourceOptions options, IStreamSink sink, string database,
    string snapshot)
{
    private readonly TaskCompletionSource<IReadOnlyList<ArchiveEntry>> _contents =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly ConcurrentDictionary<string, IReadOnlyList<ArchiveEntry>> _entries = new();

    /// <summary>What the first part says is in the database, as soon as it says so; never where it fails
    /// before.</summary>
    public Task<IReadOnlyList<ArchiveEntry>> Contents => _contents.Task;

    /// <summary>Writes every part; the failure of one ends the others and is thrown.</summary>
    /// <exception cref="SourceException">One is not whole, so none counts.</exception>
    public Task WriteAsync(IReadOnlyList<DumpPart> parts, CancellationToken cancellationToken)
    {
        var limit = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Parallelism,
            CancellationToken = cancellationToken,
        };
        return Parallel.ForEachAsync(
            parts, limit, async (part, token) => await WriteAsync(part, isFirst: part == parts[0], token));
    }

    /// <exception cref="SourceException">A stream lacks a table, or two hold the rows of the same.</exception>
    public void RequireContents(DatabaseDetails details)
    {
        foreach (var (stream, entries) in _entries)
        {
            if (StreamContents.Problem(details, stream, entries) is { } problem)
            {
                throw new SourceException(
                    SourceFailure.Refused,
                    $"PostgreSQL server {server.Endpoint.Server}, database {database}: " +
                    $"the dump {stream} is not whole: {problem}");
            }
        }
    }

    private async Task WriteAsync(DumpPart part, bool isFirst, CancellationToken cancellationToken)
    {
        await using var process = new DumpProcess(
            server, tools, options.LockTimeout, database, [$"--snapshot={snapshot}", .. part.Arguments]);
        var writing = process.WriteAsync(sink, part.Stream, cancellationToken);
        if (isFirst)
        {
            _ = process.Entries.ContinueWith(
                entries => _contents.TrySetResult(entries.Result), cancellationToken,
                TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }

        await writing;
        _entries[part.Stream] = await process.Entries.WaitAsync(cancellationToken);
    }
}
