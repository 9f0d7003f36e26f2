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

    // The index of a key has its name: CONSTRAINT schema table name owner, INDEX schema name owner.
    private IEnumerable<string> IndexNames(TableDetails table)
    {
        var (index, key, owner) = ("INDEX ", $"CONSTRAINT {table.Schema} {table.Name} ", $" {table.Owner}");
        foreach (var part in table.Parts.SelectMany(part => _byIdentity[part]))
        {
            var text = part.Text.EndsWith(owner, StringComparison.Ordinal) ? part.Text[..^owner.Length] : part.Text;
            if (text.StartsWith(index, StringComparison.Ordinal))
            {
                yield return text[index.Length..];
            }
            else if (text.StartsWith(key, StringComparison.Ordinal))
            {
                yield return $"{table.Schema} {text[key.Length..]}";
            }
        }
    }

    private IEnumerable<ArchiveEntry> Find(string kind, string name, string owner) =>
        _byText[$"{kind} {name} {owner}"].Concat(_byText[$"{kind} {name} "]);
}
