using System.Globalization;
using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Restoring;

/// <summary>Sets owner, mode, extended attributes and times, and leaves out the calls that would change nothing.
/// </summary>
/// <remarks>In this order: a new owner clears bits of the mode and capabilities, and everything changes
/// times.</remarks>
/// <param name="owners">Whether owners are restored.</param>
/// <param name="inheritsGroup">Whether new files take the group of their directory.</param>
internal sealed unsafe class FileMetadata(bool owners, bool inheritsGroup)
{
    private const uint SpecialBits = 0xe00;
    private const uint AllBits = 0x1ff;

    private readonly uint _user = Posix.EffectiveUser();
    private readonly uint _group = Posix.EffectiveGroup();
    private readonly uint _mask = ReadMask();

    /// <summary>The mode to make a file with: its own as far as possible.</summary>
    public uint ModeToMake(in EntryHeader header) => NeedsOwner(header) ? 0x180 : header.Mode & AllBits;

    /// <summary>Completes an open file; returns 0 or the number of an error.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="header">What it was.</param>
    /// <param name="attributes">Its extended attributes as they are stored.</param>
    /// <param name="madeWithMode">Whether it was made with <see cref="ModeToMake"/>.</param>
    public int Apply(int descriptor, in EntryHeader header, ReadOnlySpan<byte> attributes, bool madeWithMode)
    {
        var changesOwner = NeedsOwner(header);
        if (changesOwner && Posix.SetOwner(descriptor, header.UserId, header.GroupId) != 0)
        {
            return ErrorNumber.Last;
        }

        var hasMode = madeWithMode && !changesOwner && (header.Mode & (SpecialBits | _mask)) == 0;
        if (!hasMode && Posix.SetMode(descriptor, header.Mode) != 0)
        {
            return ErrorNumber.Last;
        }

        if (!attributes.IsEmpty && AttributeWriter.Write(descriptor, attributes, _user == 0) is not 0 and var error)
        {
            return error;
        }

        var times = FileTimes.Modified(header.ModifiedSeconds, header.ModifiedNanoseconds);
        return Posix.SetTimes(descriptor, &times) == 0 ? 0 : ErrorNumber.Last;
    }

    /// <summary>Completes what cannot be opened: a link, a pipe, a device.</summary>
    public int ApplyAt(int directory, byte* name, in EntryHeader header)
    {
        if (NeedsOwner(header) && Posix.SetOwnerAt(
            directory, name, header.UserId, header.GroupId, OpenFlags.LinkItself) != 0)
        {
            return ErrorNumber.Last;
        }

        if (header.Kind != EntryKind.SymbolicLink
            && Posix.SetModeAt(directory, name, header.Mode, OpenFlags.LinkItself) != 0)
        {
            return ErrorNumber.Last;
        }

        var times = FileTimes.Modified(header.ModifiedSeconds, header.ModifiedNanoseconds);
        return Posix.SetTimesAt(directory, name, &times, OpenFlags.LinkItself) == 0 ? 0 : ErrorNumber.Last;
    }

    private bool NeedsOwner(in EntryHeader header) =>
        owners && (inheritsGroup || header.UserId != _user || header.GroupId != _group);

    /// <summary>What the process takes from the mode of each new file; everything where the kernel does not say.
    /// </summary>
    private static uint ReadMask()
    {
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("Umask:", StringComparison.Ordinal))
            {
                var octal = line.AsSpan("Umask:".Length).Trim();
                uint mask = 0;
                foreach (var digit in octal)
                {
                    mask = (mask << 3) | (uint)CharUnicodeInfo.GetDecimalDigitValue(digit);
                }

                return mask;
            }
        }

        return AllBits;
    }
}
