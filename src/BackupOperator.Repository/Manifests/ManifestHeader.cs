using System.Text;
using BackupOperator.Repository.Packs;
using static System.Buffers.Binary.BinaryPrimitives;

namespace BackupOperator.Repository.Manifests;

/// <summary>The plain first 88 bytes of a manifest; all of them are covered by the seal of the body.</summary>
internal sealed record ManifestHeader(
    EncryptionMode Mode,
    FrameCompression Compression,
    Identifier Repository,
    Identifier Key,
    ReadOnlyMemory<byte> Salt,
    int PlainLength,
    int StoredLength)
{
    public const int SizeBytes = 88;
    public const int SaltBytes = 32;

    private static ReadOnlySpan<byte> Magic => "BKUPMANI"u8;

    public static ManifestHeader Read(ReadOnlySpan<byte> content, string objectKey)
    {
        if (content.Length < SizeBytes || !content.StartsWith(Magic))
        {
            throw new IntegrityException(objectKey, $"{objectKey} is no manifest: it is damaged or was exchanged");
        }

        FormatVersion.Require(ReadUInt16LittleEndian(content[8..]), objectKey);
        return new ManifestHeader(
            (EncryptionMode)content[10], (FrameCompression)content[11], Identifier.Read(content[16..]),
            Identifier.Read(content[32..]), content.Slice(48, SaltBytes).ToArray(),
            ReadInt32LittleEndian(content[80..]), ReadInt32LittleEndian(content[84..]));
    }

    public void Write(Span<byte> destination)
    {
        destination[..SizeBytes].Clear();
        Magic.CopyTo(destination);
        WriteUInt16LittleEndian(destination[8..], FormatVersion.Current);
        destination[10] = (byte)Mode;
        destination[11] = (byte)Compression;
        Repository.Write(destination[16..]);
        Key.Write(destination[32..]);
        Salt.Span.CopyTo(destination[48..]);
        WriteInt32LittleEndian(destination[80..], PlainLength);
        WriteInt32LittleEndian(destination[84..], StoredLength);
    }

    /// <summary>What the seal covers: these bytes and the place, NUL after each name.</summary>
    public static byte[] Associated(ReadOnlySpan<byte> header, ManifestPlace place)
    {
        var names = Encoding.ASCII.GetBytes($"{place.PolicyUid}\0{place.Backup}\0{place.Source}\0");
        return [.. header[..SizeBytes], .. names];
    }
}
