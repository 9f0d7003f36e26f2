using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Walking;

/// <summary>Some hundred steps of a walk: named by the walker, looked at by one of its workers, then read as records.
/// </summary>
/// <remarks>Keeps its directories open until its last user releases it.</remarks>
internal sealed class WalkBlock
{
    private const int MostItems = 512;

    // Every directory of a block is an open descriptor.
    private const int MostDirectories = 64;
    private const int NameBytes = 32 * 1024;

    private readonly List<WalkItem> _items = new(MostItems);
    private readonly List<OpenDirectory> _directories = [];
    private readonly List<EntryHeader> _entered = [];
    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _names = ArrayPool<byte>.Shared.Rent(NameBytes);
    private byte[] _records = [];
    private int _namesUsed;
    private int _users = 1;

    /// <summary>Ends when the records can be read.</summary>
    public Task Looked => _looked.Task;

    public int Count => _items.Count;

    /// <summary>Where names are; an item says at which offset its own is.</summary>
    public ReadOnlySpan<byte> Names => _names;

    /// <summary>The records of all items, one behind the other. Socket and Gone are among them.</summary>
    public Span<byte> Records => _records;

    public WalkItem this[int index] => _items[index];

    public ReadOnlySpan<byte> NameOf(int index) => _names.AsSpan(_items[index].NameOffset, _items[index].NameLength);

    /// <summary>Whether another step fits.</summary>
    public bool HasRoomFor(OpenDirectory directory, int nameLength) =>
        _items.Count < MostItems && _namesUsed + nameLength < NameBytes
        && (_directories.Count < MostDirectories || ReferenceEquals(_directories[^1], directory));

    public void Enter(OpenDirectory directory, in EntryHeader header)
    {
        _entered.Add(header);
        Add(EntryKind.Directory, directory, directory.Name);
    }

    public void Add(OpenDirectory directory, ReadOnlySpan<byte> name) => Add(EntryKind.Regular, directory, name);

    public void Leave(OpenDirectory directory) =>
        _items.Add(new WalkItem(EntryKind.EndOfDirectory, directory, 0, 0));

    /// <summary>Looks at every item.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Look()
    {
        _records = ArrayPool<byte>.Shared.Rent((_items.Count * EntryHeader.SizeBytes) + _namesUsed);
        var (written, entered) = (0, 0);
        FileStatus status;
        fixed (byte* names = _names)
        {
            foreach (ref readonly var item in CollectionsMarshal.AsSpan(_items))
            {
                EntryHeader header;
                if (item.Kind == EntryKind.Regular)
                {
                    var failed = Posix.Statx(
                        item.Directory.Descriptor, names + item.NameOffset,
                        OpenFlags.LinkItself | OpenFlags.NoAutomount, FileStatus.Basic, &status) != 0;
                    header = failed ? Gone(item, ErrorNumber.Last) : Header(item, status);
                }
                else
                {
                    header = item.Kind == EntryKind.Directory ? _entered[entered++] : default;
                }

                MemoryMarshal.Write(_records.AsSpan(written), in header);
                _names.AsSpan(item.NameOffset, item.NameLength)
                    .CopyTo(_records.AsSpan(written + EntryHeader.SizeBytes));
                written += EntryHeader.SizeBytes + item.NameLength;
            }
        }
    }

    public void SetLooked() => _looked.TrySetResult();

    public void SetFailed(Exception failure) => _looked.TrySetException(failure);

    public void Share() => Interlocked.Increment(ref _users);

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) > 0)
        {
            return;
        }

        foreach (var directory in _directories)
        {
            directory.Release();
        }

        ArrayPool<byte>.Shared.Return(_names);
        ArrayPool<byte>.Shared.Return(_records);
    }

    // A name that was none of a directory and is one by now belongs elsewhere in the order: it is taken for gone.
    private static EntryHeader Header(in WalkItem item, in FileStatus status) =>
        status.Type == FileType.Directory
            ? Gone(item, ErrorNumber.NotDirectory)
            : EntryHeader.Of(status, item.NameLength);

    private static EntryHeader Gone(in WalkItem item, int error) =>
        new() { Kind = EntryKind.Gone, Size = error, NameLength = (ushort)item.NameLength };

    private void Add(EntryKind kind, OpenDirectory directory, ReadOnlySpan<byte> name)
    {
        if (_directories.Count == 0 || !ReferenceEquals(_directories[^1], directory))
        {
            directory.Share();
            _directories.Add(directory);
        }

        name.CopyTo(_names.AsSpan(_namesUsed));
        _names[_namesUsed + name.Length] = 0;
        _items.Add(new WalkItem(kind, directory, _namesUsed, name.Length));
        _namesUsed += name.Length + 1;
    }
}
