using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Details;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Finds in a table of contents what joins a partition, with its indexes and keys, to its whole.</summary>
/// <remarks>These entries have no identity: they are found by the names of table and index, as text. Archives of older
/// minor releases name no owner there.</remarks>
internal sealed class PartitionEntries(IReadOnlyList<ArchiveEntry> entries)
{
    private readonly ILookup<string, ArchiveEntry> _byIdentity =
        entries.Where(entry => entry.Class != 0).ToLookup(entry => entry.Identity);

    private readonly ILookup<string, ArchiveEntry> _byText =
        entries.Where(entry => entry.Class == 0).ToLookup(entry => entry.Text);

    /// <summary>What attaches a table.</summary>
    public IEnumerable<ArchiveEntry> OfTable(TableDetails table) =>
        Find("TABLE ATTACH", $"{table.Schema} {table.Name}", table.Owner);

    /// <summary>What attaches its indexes, those of its keys among them.</summary>
    public IEnumerable<ArchiveEntry> OfIndexes(TableDetails table) =>
        IndexNames(table).SelectMany(name => Find("INDEX ATTACH", name, table.Owner));

    /// <summary>Whether each index of a partitioned table is attached to by each of these partitions of it.</summary>
    public bool AreComplete(TableDetails table, IEnumerable<TableDetails> partitions)
    {
        var indexes = IndexNames(table).Count();
        return partitions.All(partition => OfIndexes(partition).Count() == indexes);
    }

    /// <summary>The names of its triggers.</summary>
    public IEnumerable<string> TriggerNames(TableDetails table) => Named("TRIGGER", table).Select(found => found.Name);

    /// <summary>Those of its triggers that have one of these names.</summary>
    public IEnumerable<ArchiveEntry> OfTriggers(TableDetails table, IReadOnlySet<string> names) =>
        Named("TRIGGER", table).Where(found => names.Contains(found.Name)).Select(found => found.Entry);

    // INDEX schema name owner. The index of a key has its name.
    private IEnumerable<string> IndexNames(TableDetails table)
    {
        const string Index = "INDEX ";
        var indexes = Parts(table).Where(part => part.Text.StartsWith(Index, StringComparison.Ordinal))
            .Select(part => part.Text[Index.Length..]);
        return indexes.Concat(Named("CONSTRAINT", table).Select(found => $"{table.Schema} {found.Name}"));
    }

    // KIND schema table name owner.
    private IEnumerable<(ArchiveEntry Entry, string Name)> Named(string kind, TableDetails table)
    {
        var prefix = $"{kind} {table.Schema} {table.Name} ";
        return Parts(table).Where(part => part.Text.StartsWith(prefix, StringComparison.Ordinal))
            .Select(part => (part.Entry, part.Text[prefix.Length..]));
    }

    private IEnumerable<(ArchiveEntry Entry, string Text)> Parts(TableDetails table)
    {
        var owner = $" {table.Owner}";
        return table.Parts.SelectMany(part => _byIdentity[part]).Select(entry => (
            entry, entry.Text.EndsWith(owner, StringComparison.Ordinal) ? entry.Text[..^owner.Length] : entry.Text));
    }

    private IEnumerable<ArchiveEntry> Find(string kind, string name, string owner) =>
        _byText[$"{kind} {name} {owner}"].Concat(_byText[$"{kind} {name} "]);
}
