using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>What of a stored database comes back, and out of which streams. Only these are read.</summary>
internal sealed class StoredDump : IDisposable
{
    private readonly DatabaseRestore _restore;
    private readonly ArchiveHead _head;
    private readonly PrivateDirectory _directory = new();

    /// <param name="restore">What comes back.</param>
    /// <param name="head">Of the database's stream; owned from here on.</param>
    /// <param name="schemas">The schemas that were asked for, where schemas were.</param>
    public StoredDump(DatabaseRestore restore, ArchiveHead head, IReadOnlyList<string> schemas)
    {
        _restore = restore;
        _head = head;
        var chosen = restore.Scope == RestoreScope.Tables
            ? [.. TableSelection.Pick(head.Entries, restore.Tables)]
            : head.Entries;
        string[] inSchemas = restore.Scope == RestoreScope.Schemas
            ? [.. schemas.Select(schema => $"--schema={schema}")]
            : [];
        Filter = restore.Scope == RestoreScope.Tables ? [ListArgument("tables", chosen)] : inSchemas;
        DropFilter = [.. inSchemas, ListArgument("drops", chosen.Where(entry => !entry.GoesWithItsTable))];
    }

    /// <summary>Where <c>pg_restore</c> opens the head of the database's stream.</summary>
    public string HeadPath => _head.Path;

    /// <summary>What <c>pg_restore</c> picks of the database's stream; empty for all of it.</summary>
    public IReadOnlyList<string> Filter { get; }

    /// <summary>What of this is dropped by itself where it is to be replaced.</summary>
    public IReadOnlyList<string> DropFilter { get; }

    /// <summary>The tables whose rows are known.</summary>
    public IEnumerable<TableDetails> CountedTables => _restore.Tables.Where(table => table.Rows is not null);

    /// <summary>Where the rows are: the database's stream first, then the tables' own, largest first.</summary>
    public IEnumerable<RowStream> RowStreams =>
    [
        new RowStream(HasRows ? _restore.Database.Stream : null, Filter),
        .. _restore.Tables.Where(table => table.Stream is not null).OrderByDescending(table => table.SizeBytes)
            .Select(table => new RowStream(table.Stream, [$"--schema={table.Schema}", $"--table={table.Name}"])),
    ];

    // Large objects belong to no table or schema: they come back with all of a dump only.
    private bool HasRows => _head.Entries.Any(entry => entry.IsTableData
        && _restore.Tables.Any(table => table.Oid == entry.Oid))
        || (Filter.Count == 0 && _head.Entries.Any(entry => entry.IsTableData || entry.IsLargeObjects));

    /// <summary>Statements that make the schemas which the dump does not bring by itself: <c>pg_dump</c> and
    /// <c>pg_restore</c> bring the content of a schema without the schema, when only a part is asked for.</summary>
    /// <param name="existing">The schemas that the target has.</param>
    /// <param name="noOwner">Whether owners are left out.</param>
    public IEnumerable<string> SchemaStatements(IReadOnlyList<string> existing, bool noOwner)
    {
        foreach (var schema in _restore.Tables.Select(table => table.Schema).Distinct().Except(existing))
        {
            var prefix = $"SCHEMA - {schema} ";
            var definition = _head.Entries.FirstOrDefault(
                entry => entry.Text.StartsWith(prefix, StringComparison.Ordinal));
            if (definition is null || _restore.Scope is RestoreScope.Schemas or RestoreScope.Tables)
            {
                var owner = definition?.Text[prefix.Length..];
                var authorization = noOwner || string.IsNullOrEmpty(owner) ? "" : $" AUTHORIZATION {Sql.Name(owner)}";
                yield return $"CREATE SCHEMA {Sql.Name(schema)}{authorization}";
            }
        }
    }

    public void Dispose()
    {
        _head.Dispose();
        _directory.Dispose();
    }

    private string ListArgument(string name, IEnumerable<ArchiveEntry> entries) =>
        $"--use-list={_directory.Write(name, string.Join('\n', entries.Select(entry => entry.Line)))}";
}
