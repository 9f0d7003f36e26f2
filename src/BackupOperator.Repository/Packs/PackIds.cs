using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BackupOperator.Repository.Packs;

/// <summary>Names the packs of one run: four bytes that say whose they are, twelve that are random.</summary>
/// <remarks>An attempt that is repeated finds the packs of the one before by a single listing; 96 random bits keep
/// names, and with them the keys of packs, apart.</remarks>
internal sealed class PackIds(string policyUid, string backup, string source)
{
    private const int TagBytes = 4;

    private readonly uint _tag = BinaryPrimitives.ReadUInt32BigEndian(
        SHA256.HashData(Encoding.ASCII.GetBytes($"{policyUid}\0{backup}\0{source}")));

    /// <summary>Where all packs of the run are, among a few of other runs: stores list whole folders.</summary>
    public string Folder => $"{Layout.Packs(policyUid, source)}{$"{_tag:x8}"[..2]}/";

    /// <summary>Whether the name of a pack says that it is of this run.</summary>
    public bool IsOwn(string name) => name.StartsWith($"{_tag:x8}", StringComparison.Ordinal);

    public Identifier Create()
    {
        Span<byte> id = stackalloc byte[Identifier.SizeBytes];
        BinaryPrimitives.WriteUInt32BigEndian(id, _tag);
        RandomNumberGenerator.Fill(id[TagBytes..]);
        return Identifier.Read(id);
    }
}
