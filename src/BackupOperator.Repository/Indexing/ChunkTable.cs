using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Indexing;

/// <summary>Tells in which container a chunk may be. Bounded: when it is full it forgets every other chunk, by a bit of
/// their names, and goes on with twice the step.</summary>
/// <remarks>
/// Open addressing with linear probing; 12 bytes a place, at most 2,097,152 places (25 MB). Complete for 1,048,576
/// chunks (about 1 TB); of 100 TB it holds one chunk in 128, and the neighbours of one that is found are found with it
/// (Lillibridge et al., Sparse Indexing, FAST 2009). An answer is a hint: the container's entry decides.
/// Filled by one thread, then read by several.
/// </remarks>
internal sealed class ChunkTable(int capacity = ChunkTable.DefaultCapacity)
{
    private const int DefaultCapacity = 1024 * 1024;
    private const int SmallestSize = 1024;

    private ulong[] _marks = new ulong[Math.Min(SmallestSize, 2 * capacity)];
    private int[] _containers = new int[Math.Min(SmallestSize, 2 * capacity)];
    private int _count;
    private ulong _skipped;

    /// <summary>Whether every chunk that was added is in it.</summary>
    public bool IsComplete => _skipped == 0;

    /// <summary>What it takes of memory.</summary>
    public long SizeBytes => _marks.Length * (long)(sizeof(ulong) + sizeof(int));

    public void Add(ChunkId id, int container)
    {
        if ((id.C & _skipped) != 0)
        {
            return;
        }

        if (_count == capacity)
        {
            // One bit more must be zero: half of the chunks stay.
            _skipped = (_skipped << 1) | 1;
            Rebuild(_marks.Length);
            Add(id, container);
            return;
        }

        if (2 * _count == _marks.Length)
        {
            Rebuild(2 * _marks.Length);
        }

        Insert(Mark(id), container);
    }

    /// <summary>The container that may hold the chunk, or null.</summary>
    public int? Find(ChunkId id)
    {
        var mark = Mark(id);
        for (var place = Place(mark, _marks.Length); _marks[place] != 0; place = (place + 1) & (_marks.Length - 1))
        {
            if (_marks[place] == mark)
            {
                return _containers[place];
            }
        }

        return null;
    }

    // Names are random: their first bytes serve as hash. The low bits carry what the sampling needs; zero means free.
    private static ulong Mark(ChunkId id) => (id.A & ~0xFFFFFFUL) | (id.C & 0xFFFFFF) | (1UL << 63);

    private static int Place(ulong mark, int size) => (int)((mark >> 24) & (ulong)(size - 1));

    private void Insert(ulong mark, int container)
    {
        var place = Place(mark, _marks.Length);
        while (_marks[place] != 0)
        {
            if (_marks[place] == mark)
            {
                // The first container stays: the one that the stream meets first.
                return;
            }

            place = (place + 1) & (_marks.Length - 1);
        }

        _marks[place] = mark;
        _containers[place] = container;
        _count++;
    }

    private void Rebuild(int size)
    {
        var (marks, containers) = (_marks, _containers);
        (_marks, _containers, _count) = (new ulong[size], new int[size], 0);
        for (var place = 0; place < marks.Length; place++)
        {
            if (marks[place] != 0 && (marks[place] & 0xFFFFFF & _skipped) == 0)
            {
                Insert(marks[place], containers[place]);
            }
        }
    }
}
