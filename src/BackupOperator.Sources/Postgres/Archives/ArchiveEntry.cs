using System.Globalization;
using System.Text.RegularExpressions;

namespace BackupOperator.Sources.Postgres.Archives;

/// <summary>One line of <c>pg_restore --list</c>: <c>3350; 0 16385 TABLE DATA public orders shop</c>.</summary>
/// <param name="Class">The catalogue that the object is in; 0 for what has no object of
/// its own (data, grants, comments).</param>
/// <param name="Oid">The object, or the table for its data; unlike names it cannot be mistaken.</param>
/// <param name="Text">Description, schema, tag and owner, separated by single blanks that names may hold too.</param>
/// <param name="Line">The line as a list file for <c>--use-list</c> wants it.</param>
internal sealed partial record ArchiveEntry(uint Class, uint Oid, string Text, string Line)
{
    // The identity of pg_class, the same on every server.
    private const uint RelationClass = 1259;
    private const string DataPrefix = "TABLE DATA ";
    private const string LargeObjectsPrefix = "BLOBS ";

    /// <summary>The number by which blocks of data refer to the entry.</summary>
    public int Number =>
        int.Parse(Line.AsSpan(0, Line.IndexOf(';', StringComparison.Ordinal)), CultureInfo.InvariantCulture);

    public bool IsTableData => Text.StartsWith(DataPrefix, StringComparison.Ordinal);

    /// <summary>Whether it is the content of large objects.</summary>
    public bool IsLargeObjects => Text.StartsWith(LargeObjectsPrefix, StringComparison.Ordinal);

    /// <summary>Whether it is dropped with its table and cannot always be dropped before: an index or a key of a
    /// partition belongs to that of the whole. A foreign key is not, for it holds on to another table, nor is a
    /// trigger, whose function may be dropped before the table.</summary>
    public bool GoesWithItsTable => FirstWord is "INDEX" or "CONSTRAINT";

    public bool IsTrigger => FirstWord is "TRIGGER";

    /// <summary>Whether it attaches the index of a partition to that of the whole.</summary>
    public bool IsIndexAttachment => Class == 0 && Text.StartsWith("INDEX ATTACH ", StringComparison.Ordinal);

    /// <summary>Whether it makes an index, a key or a check: what can be attached, or has to be there before.</summary>
    public bool IsKey => FirstWord is "INDEX" or "CONSTRAINT" or "CHECK" && !IsIndexAttachment;

    /// <summary>Whether it says something about the entry that stands before it, and is in its section.</summary>
    public bool IsRemark => Class == 0 && FirstWord is "COMMENT" or "ACL" or "SECURITY";

    /// <summary>Whether it defines a table, view, index or sequence.</summary>
    public bool IsRelation => Class == RelationClass;

    public bool IsForeignTable => IsRelation && FirstWord is "FOREIGN";

    /// <summary>As <see cref="Details.TableDetails.Parts"/> spells it.</summary>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"{Class}:{Oid}");

    private string FirstWord => Text.Split(' ', 2)[0];

    /// <summary>Null for comments and empty lines.</summary>
    public static ArchiveEntry? Parse(string line) => Form().Match(line) is { Success: true } match
        ? new ArchiveEntry(
            uint.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            uint.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture), match.Groups[3].Value, line)
        : null;

    [GeneratedRegex(@"^\d+; (\d+) (\d+) (.+)$")]
    private static partial Regex Form();
}
