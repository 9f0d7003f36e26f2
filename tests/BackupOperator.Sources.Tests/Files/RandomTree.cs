using System.Text;

namespace BackupOperator.Sources.Tests.Files;

/// <summary>Makes and changes a tree at random, from a seed: everything that Linux lets one make.</summary>
internal sealed class RandomTree(string root, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<byte[]> _directories = [Encoding.UTF8.GetBytes(root)];
    private readonly List<byte[]> _files = [];

    public void Populate(int entries)
    {
        for (var entry = 0; entry < entries; entry++)
        {
            Add();
        }

        SetTimesOfDirectories();
    }

    /// <summary>Changes entries in every way, and takes care that none of it goes back on another.</summary>
    public void Mutate(int changes)
    {
        for (var change = 0; change < changes; change++)
        {
            Change(_random.Next(8));
        }

        SetTimesOfDirectories();
    }

    private void Change(int kind)
    {
        if (_files.Count == 0 || kind == 0)
        {
            Add();
            return;
        }

        var index = _random.Next(_files.Count);
        var file = _files[index];
        switch (kind)
        {
            case 1:
                Libc.Write(file, _random.Next(1000), Bytes(_random.Next(1, 3000)));
                break;
            case 2:
                Libc.SetLength(file, _random.Next(100));
                break;
            case 3:
                Libc.Remove(file);
                _files.RemoveAt(index);
                break;
            case 4:
                Libc.Rename(file, _files[index] = NewPath());
                break;
            case 5:
                Libc.SetMode(file, (uint)_random.Next(0x1000));
                break;
            case 6:
                Libc.Remove(file);
                _files.RemoveAt(index);
                Libc.MakeDirectory(file);
                _directories.Add(file);
                break;
            default:
                RenameDirectory();
                break;
        }
    }

    private void Add()
    {
        var path = NewPath();
        switch (_random.Next(20))
        {
            case 0 or 1 or 2:
                Libc.MakeDirectory(path);
                Libc.SetMode(path, 0x1c0 | (uint)_random.Next(0x1000));
                _directories.Add(path);
                return;
            case 3:
                Libc.MakeSymbolicLink([.. Name(), 0], path);
                Libc.SetTime(path, _random.Next(), _random.Next(1_000_000_000));
                return;
            case 4:
                Libc.MakeSymbolicLink(_directories[_random.Next(_directories.Count)].Append((byte)0).ToArray(), path);
                return;
            case 5:
                Libc.MakeFifo(path);
                break;
            case 6 when _files.Count > 0:
                Libc.Link(_files[_random.Next(_files.Count)], path);
                _files.Add(path);
                return;
            case 7:
                MakeSparse(path);
                break;
            case 8:
                Libc.Write(path, 0, Bytes(_random.Next(1024 * 1024, _random.Next(3) == 0 ? 9_000_000 : 1_300_000)));
                _files.Add(path);
                break;
            default:
                Libc.Write(path, 0, Bytes(_random.Next(4) == 0 ? 0 : _random.Next(20_000)));
                _files.Add(path);
                break;
        }

        Dress(path);
    }

    private void MakeSparse(byte[] path)
    {
        var scale = _random.Next(2) == 0 ? 10_000 : 1_000_000;
        for (var extent = _random.Next(4); extent > 0; extent--)
        {
            Libc.Write(path, (long)extent * _random.Next(1, 8) * scale, Bytes(_random.Next(1, 50_000)));
        }

        Libc.Write(path, 0, []);
        Libc.SetLength(path, 40L * scale);
        _files.Add(path);
    }

    private void Dress(byte[] path)
    {
        if (Libc.IsRoot && _random.Next(4) == 0)
        {
            Libc.SetOwner(path, (uint)_random.Next(70_000), (uint)_random.Next(70_000));
        }

        Libc.SetMode(path, (uint)_random.Next(0x1000));

        // Before 1970 as well.
        Libc.SetTime(path, _random.NextInt64(-1_000_000_000, 2_000_000_000), _random.Next(1_000_000_000));
    }

    private void RenameDirectory()
    {
        var old = _directories[_random.Next(_directories.Count)];
        var parent = _directories[_random.Next(_directories.Count)];

        // Not the root, nothing into itself, and no path that becomes longer than a system call takes.
        if (ReferenceEquals(old, _directories[0]) || parent.Length > 1000
            || Body(parent).AsSpan().StartsWith(Body(old)))
        {
            return;
        }

        byte[] renamed = [.. Body(parent), (byte)'/', .. Name(), 0];
        Libc.Rename([.. Body(old), 0], renamed);
        Move(_files, Body(old), renamed[..^1]);
        Move(_directories, Body(old), renamed[..^1]);
    }

    private static void Move(List<byte[]> paths, byte[] from, byte[] to)
    {
        for (var index = 0; index < paths.Count; index++)
        {
            var body = Body(paths[index]);
            if (body.AsSpan().SequenceEqual(from) || body.AsSpan().StartsWith([.. from, (byte)'/']))
            {
                paths[index] = [.. to, .. paths[index][from.Length..]];
            }
        }
    }

    private void SetTimesOfDirectories()
    {
        foreach (var directory in _directories)
        {
            Libc.SetTime([.. Body(directory), 0], _random.Next(), _random.Next(1_000_000_000));
        }
    }

    private byte[] NewPath()
    {
        var parent = _directories[_random.Next(_directories.Count)];
        return [.. Body(parent), (byte)'/', .. Name(), 0];
    }

    private static byte[] Body(byte[] path) => path is [.. var body, 0] ? body : path;

    /// <summary>A name of any bytes that a name may have, so long or so odd that it is unique.</summary>
    private byte[] Name()
    {
        var name = new byte[_random.Next(12) == 0 ? 255 : _random.Next(9, 30)];
        for (var index = 0; index < name.Length; index++)
        {
            var any = (byte)_random.Next(1, 256);
            name[index] = any == (byte)'/' ? (byte)'\n' : any;
        }

        return name;
    }

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes.AsSpan(0, length / 2));
        return bytes;
    }
}
