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
    private readonly PartitionEntries _partitions;
    private readonly LonePartitions _lone;

    /// <param name="restore">What comes back.</param>
    /// <param name="head">Of the database's stream; owned from here on.</param>
    /// <param name="listed">What of it is in the schemas that were asked for, or all of it.</param>
    /// <param name="target">What the target has.</param>
    public StoredDump(
        DatabaseRestore restore, ArchiveHead head, IReadOnlyList<ArchiveEntry> listed, TargetNames target)
    {
        _restore = restore;
        _head = head;
        _partitions = new PartitionEntries(head.Entries);
        _lone = new LonePartitions(restore, _partitions, target);
        var chosen = Choose(listed);
        LostPartitions = target.PartitionsLostBy(restore, chosen);
        DropFilter = [ListArgument("drops", chosen.Where(IsDroppedByItself))];
        var loaded = chosen.Where(entry => !_lone.LeftOut.Contains(entry)).ToList();
        Filter = IsWhole && !_lone.Exist ? [] : [ListArgument("loaded", loaded)];
        Finishing = Finish(loaded);
    }

    /// <summary>Where <c>pg_restore</c> opens the head of the database's stream.</summary>
    public string HeadPath => _head.Path;

    /// <summary>What <c>pg_restore</c> picks of the database's stream; empty for all of it.</summary>
    public IReadOnlyList<string> Filter { get; }

    /// <summary>What <c>pg_restore</c> does with it after the rows, one after the other.</summary>
    public IReadOnlyList<FinishingStep> Finishing { get; }

    /// <summary>What must be found of keys and indexes afterwards.</summary>
    public IEnumerable<KeyCheck> KeyChecks
    {
        get
        {
            var names = _restore.Tables.ToDictionary(table => table.Oid, table => table.SqlName);
            var partitions = _restore.Tables.Where(table => table.Parent is not null).ToLookup(table => table.Parent);
            return _restore.Tables.Select(table => new KeyCheck(
                table,
                table.Parent is { } parent && names.TryGetValue(parent, out var whole) ? whole : null,
                _lone.WholeOf(table),
                !table.Partitioned || _partitions.AreComplete(table, partitions[table.Oid])));
        }
    }

    /// <summary>What of this is dropped by itself where it is to be replaced.</summary>
    public IReadOnlyList<string> DropFilter { get; }

    /// <summary>Partitions of the target that would be dropped with their whole and do not come back.</summary>
    public IReadOnlyList<TargetPartition> LostPartitions { get; }

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
        || (IsWhole && _head.Entries.Any(entry => entry.IsTableData || entry.IsLargeObjects));

    private bool IsWhole => _restore.Scope is RestoreScope.Whole or RestoreScope.WholeDump;

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

    // A trigger that a partition has from its whole cannot be dropped, and nothing tells it from the partition's own.
    private bool IsDroppedByItself(ArchiveEntry entry) => !entry.GoesWithItsTable && !(entry.IsTrigger
        && _restore.Tables.Any(table => table.Parent is not null && table.Parts.Contains(entry.Identity)));

    // A partition comes back with its whole, also from a schema that nobody asked for.
    private IReadOnlyList<ArchiveEntry> Choose(IReadOnlyList<ArchiveEntry> listed)
    {
        if (IsWhole)
        {
            return listed;
        }

        var chosen = _restore.Scope == RestoreScope.Schemas ? listed.ToHashSet() : [];
        var tables = chosen.Where(entry => entry.IsRelation).Select(entry => entry.Oid).ToHashSet();
        chosen.UnionWith(TableSelection.Pick(
            _head.Entries, _partitions, [.. _restore.Tables.Where(table => !tables.Contains(table.Oid))]));
        return [.. _head.Entries.Where(chosen.Contains)];
    }

    private IReadOnlyList<FinishingStep> Finish(IReadOnlyList<ArchiveEntry> loaded)
    {
        const string Section = "--section=post-data";
        var parts = _restore.Tables.Where(table => table.Partitioned || table.Parent is not null)
            .SelectMany(table => table.Parts).ToHashSet();
        var order = FinishingOrder.Of(loaded, parts, _lone.Attachments);
        return order.Attachments.Count == 0
            ? [new FinishingStep([Section, .. Filter], InParallel: true)]
            :
            [
                new FinishingStep([Section, ListArgument("keys", order.Keys)], InParallel: true),
                new FinishingStep([ListArgument("attachments", order.Attachments)], InParallel: false),
                new FinishingStep([Section, ListArgument("rest", order.Rest)], InParallel: true),
            ];
    }

    private string ListArgument(string name, IEnumerable<ArchiveEntry> entries) =>
        $"--use-list={_directory.Write(name, string.Join('\n', entries.Select(entry => entry.Line)))}";
}
