using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Tools;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>Tells which tables a selection takes, in <c>pg_dump</c>'s own reading of its patterns.</summary>
/// <remarks>It is asked before any table is locked: what is left out is never held up by a backup.</remarks>
internal sealed class DumpSelection(PostgresServer server, ClientTools tools, PostgresSourceOptions options)
{
    public async Task<IReadOnlyList<LargeTable>> KeepAsync(
        string database, IReadOnlyList<LargeTable> tables, CancellationToken cancellationToken)
    {
        if (options.Selection.IsEmpty || tables.Count == 0)
        {
            return tables;
        }

        await using var dump = new DumpProcess(
            server, tools, options.LockTimeout, database, ["--schema-only", .. options.Selection.Arguments]);
        await dump.WriteAsync(NowhereSink.Instance, "", cancellationToken);
        var entries = await dump.Entries.WaitAsync(cancellationToken);
        var selected = entries.Where(entry => entry.IsRelation).Select(entry => entry.Oid).ToHashSet();
        return [.. tables.Where(table => selected.Contains(table.Oid))];
    }

    private sealed class NowhereSink : IStreamSink
    {
        public static readonly NowhereSink Instance = new();

        public Task WriteAsync(string name, Stream content, CancellationToken cancellationToken) =>
            content.CopyToAsync(Stream.Null, cancellationToken);
    }
}
