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
    private readonly ConcurrentDictionary<string, IReadOnlyList<ArchiveEntry>> _entries = new();
    private readonly ConcurrentDictionary<uint, long> _rows = new();

    /// <summary>The rows that were dumped of each table, where they were counted.</summary>
    public IReadOnlyDictionary<uint, long> Rows => _rows;

    /// <summary>What is in a stream that was written.</summary>
    public IReadOnlyList<ArchiveEntry> ContentsOf(string stream) => _entries[stream];

    /// <summary>Writes every part; the failure of one ends the others and is thrown.</summary>
    /// <exception cref="SourceException">One is not whole, so none counts.</exception>
    public Task WriteAsync(IReadOnlyList<DumpPart> parts, CancellationToken cancellationToken)
    {
        var limit = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Parallelism,
            CancellationToken = cancellationToken,
        };
        return Parallel.ForEachAsync(parts, limit, async (part, token) => await WriteAsync(part, token));
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

    private async Task WriteAsync(DumpPart part, CancellationToken cancellationToken)
    {
        await using var process = new DumpProcess(
            server, tools, options.LockTimeout, database, [$"--snapshot={snapshot}", .. part.Arguments])
        {
            Rows = options.ExactRowCounts ? new ArchiveRows() : null,
        };
        await process.WriteAsync(sink, part.Stream, cancellationToken);
        var entries = await process.Entries.WaitAsync(cancellationToken);
        foreach (var entry in entries.Where(entry => entry.IsTableData))
        {
            if (process.Rows?.Rows.TryGetValue(entry.Number, out var rows) == true)
            {
                _rows[entry.Oid] = rows;
            }
        }

        _entries[part.Stream] = entries;
    }
}
