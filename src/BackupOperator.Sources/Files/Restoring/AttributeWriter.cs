using System.Runtime.InteropServices;
using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Restoring;

/// <summary>Writes extended attributes as they are stored.</summary>
internal static unsafe class AttributeWriter
{
    private const int LengthBytes = 6;

    /// <summary>Returns 0 or the number of an error. Those that only root may set are left out for others.</summary>
    public static int Write(int descriptor, ReadOnlySpan<byte> attributes, bool isRoot)
    {
        while (!attributes.IsEmpty)
        {
            var (name, value) = Take(ref attributes);
            if (!isRoot && !name.StartsWith("user."u8) && !name.StartsWith("system.posix_acl"u8))
            {
                continue;
            }

            byte[] terminated = [.. name, 0];
            fixed (byte* key = terminated)
            fixed (byte* content = value)
            {
                if (Posix.WriteAttribute(descriptor, key, content, (nuint)value.Length, 0) != 0)
                {
                    return ErrorNumber.Last;
                }
            }
        }

        return 0;
    }

    private static KeyAndValue Take(ref ReadOnlySpan<byte> attributes)
    {
        if (attributes.Length >= LengthBytes)
        {
            int nameLength = MemoryMarshal.Read<ushort>(attributes);
            var valueLength = MemoryMarshal.Read<int>(attributes[2..]);
            if (valueLength >= 0 && valueLength <= attributes.Length - LengthBytes - nameLength)
            {
                var name = attributes.Slice(LengthBytes, nameLength);
                var value = attributes.Slice(LengthBytes + nameLength, valueLength);
                attributes = attributes[(LengthBytes + nameLength + valueLength)..];
                return new KeyAndValue(name, value);
            }
        }

        throw IndexFormat.Damaged("an extended attribute is cut off");
    }

    private readonly ref struct KeyAndValue(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        private readonly ReadOnlySpan<byte> _name = name;
        private readonly ReadOnlySpan<byte> _value = value;

        public void Deconstruct(out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> content)
        {
            key = _name;
            content = _value;
        }
    }
}
