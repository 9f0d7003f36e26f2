using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>Reads what a record holds besides header and name, for entries that have no content.</summary>
internal static unsafe class EntryExtras
{
    // PATH_MAX: no target is longer.
    private const int LongestTarget = 4096;

    /// <param name="kind">Of the entry.</param>
    /// <param name="directory">Where it is.</param>
    /// <param name="name">Has a zero behind its end.</param>
    /// <param name="report">Told what cannot be read.</param>
    public static byte[] Of(EntryKind kind, OpenDirectory directory, ReadOnlySpan<byte> name, ReadReport report)
    {
        if (kind != EntryKind.SymbolicLink)
        {
            return [];
        }

        Span<byte> target = stackalloc byte[LongestTarget];
        nint length;
        fixed (byte* terminated = name)
        fixed (byte* room = target)
        {
            length = Posix.ReadLinkAt(directory.Descriptor, terminated, room, LongestTarget);
        }

        if (length < 0)
        {
            report.AddFailure(directory, name, ErrorNumber.Text(ErrorNumber.Last));
            return [];
        }

        return IndexFormat.Append([], IndexFormat.Target, target[..(int)length]);
    }
}
