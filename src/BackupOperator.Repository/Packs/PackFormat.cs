using BackupOperator.Repository.Keys;
using static System.Buffers.Binary.BinaryPrimitives;

namespace BackupOperator.Repository.Packs;

/// <summary>The byte layout of a pack.</summary>
/// <remarks>
/// Layout: header of 64 bytes, sealed frames one after the other, sealed directory, footer of 32 bytes (README.md,
/// "Pack"). Invariant: the key of a pack is used for one pack only, and every position in it once, because the nonce is
/// the position. Trade-off: the directory repeats what manifests know, at 0.005 % of the size, so that content can be
/// rebuilt from packs alone. Changing anything here makes stored packs unreadable: add a format version instead.
/// </remarks>
internal static class PackFormat
{
    public const int HeaderBytes = 64;
    public const int FooterBytes = 32;
    public const int LargestPackBytes = 64 * 1024 * 1024;
    public const int LargestFrameBytes = 4 * 1024 * 1024;
    public const int AssociatedBytes = 53;
    public const int DirectoryCountBytes = 4;
    public const int DirectoryFrameBytes = 20;
    public const int DirectoryChunkBytes = 36;

    /// <summary>The nonce of the directory: no frame ever gets so far.</summary>
    public const int DirectoryPosition = -1;

    private const int VersionOffset = 8;

    public static ReadOnlySpan<byte> HeaderMagic => "BKUPPACK"u8;

    public static ReadOnlySpan<byte> FooterMagic => "BKUPTAIL"u8;

    private static ReadOnlySpan<byte> FrameMagic => "BKUPFRAM"u8;

    private static ReadOnlySpan<byte> DirectoryMagic => "BKUPDIRE"u8;

    public static void WriteHeader(
        Span<byte> header, EncryptionMode mode, Identifier repository, Identifier pack, Identifier key)
    {
        header[..HeaderBytes].Clear();
        HeaderMagic.CopyTo(header);
        WriteUInt16LittleEndian(header[VersionOffset..], FormatVersion.Current);
        header[10] = (byte)mode;
        repository.Write(header[16..]);
        pack.Write(header[32..]);
        key.Write(header[48..]);
    }

    public static void WriteFooter(Span<byte> footer, int directoryOffset, int directoryLength, int frames)
    {
        footer[..FooterBytes].Clear();
        WriteInt32LittleEndian(footer, directoryOffset);
        WriteInt32LittleEndian(footer[4..], directoryLength);
        WriteInt32LittleEndian(footer[8..], frames);
        FooterMagic.CopyTo(footer[24..]);
    }

    /// <summary>The data key that a header names.</summary>
    public static Identifier ReadKey(ReadOnlySpan<byte> header) => Identifier.Read(header[48..]);

    /// <summary>What a footer says of a pack; nothing is proven by it.</summary>
    public static PackSummary ReadSummary(ReadOnlySpan<byte> footer, Identifier pack, Identifier key, int sizeBytes) =>
        new(pack, key, sizeBytes, ReadInt32LittleEndian(footer[4..]), ReadInt32LittleEndian(footer[8..]));

    /// <summary>Whether a header is the one that such a pack has; every byte of it is known beforehand.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> header, KeyMaterial keys, Identifier pack)
    {
        Span<byte> expected = stackalloc byte[HeaderBytes];
        WriteHeader(expected, keys.Mode, keys.Repository, pack, keys.KeyId);
        return header.SequenceEqual(expected);
    }

    /// <summary>Whether a footer is the one that such a pack has; every byte of it is known beforehand.</summary>
    public static bool IsFooter(ReadOnlySpan<byte> footer, PackSummary pack)
    {
        Span<byte> expected = stackalloc byte[FooterBytes];
        WriteFooter(expected, pack.DirectoryOffset, pack.DirectoryBytes, pack.Frames);
        return footer.SequenceEqual(expected);
    }

    /// <summary>What a frame's seal covers besides its bytes: it opens nowhere but in its place.</summary>
    public static void WriteFrameAssociated(
        Span<byte> associated, Identifier repository, Identifier pack, in FramePlace frame)
    {
        FrameMagic.CopyTo(associated);
        WritePlace(associated, repository, pack, frame.Position, frame.Offset);
        WriteInt32LittleEndian(associated[48..], frame.PlainLength);
        associated[52] = (byte)frame.Compression;
    }

    public static void WriteDirectoryAssociated(
        Span<byte> associated, Identifier repository, Identifier pack, int offset, int plainLength)
    {
        DirectoryMagic.CopyTo(associated);
        WritePlace(associated, repository, pack, DirectoryPosition, offset);
        WriteInt32LittleEndian(associated[48..], plainLength);
        associated[52] = (byte)FrameCompression.None;
    }

    private static void WritePlace(
        Span<byte> associated, Identifier repository, Identifier pack, int position, int offset)
    {
        repository.Write(associated[8..]);
        pack.Write(associated[24..]);
        WriteInt32LittleEndian(associated[40..], position);
        WriteInt32LittleEndian(associated[44..], offset);
    }
}
