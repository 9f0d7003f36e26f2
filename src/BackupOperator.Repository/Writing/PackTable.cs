using BackupOperator.Repository.Manifests;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Writing;

/// <summary>The packs of the manifest under way, by number. Safe to call concurrently.</summary>
/// <remarks>It begins as the base's list, so that entries of the base hold here too and chunk lists repeat. Numbers
/// that turn out unused are emptied in the end; numbers that were empty are used again.</remarks>
internal sealed class PackTable
{
    private readonly Lock _lock = new();
    private readonly List<PackSummary> _packs;
    private readonly List<bool> _used;
    private readonly Queue<int> _empty;
    private readonly IReadOnlyList<PackSummary> _inherited;
    private readonly HashSet<int> _own = [];
    private readonly string _source;
    private readonly int _most;
    private long _referredBytes;

    /// <param name="source">Whose packs they are.</param>
    /// <param name="inherited">The list of the base.</param>
    /// <param name="most">How many packs the manifest has room for.</param>
    public PackTable(string source, IReadOnlyList<PackSummary> inherited, int most = ManifestFormat.MostPacks)
    {
        _source = source;
        _most = most;
        _inherited = inherited;
        _packs = [.. inherited];
        _used = [.. inherited.Select(_ => false)];
        _empty = new Queue<int>(Enumerable.Range(0, _packs.Count).Where(number => _packs[number].IsEmpty));
    }

    /// <summary>Plaintext that lies in packs of earlier backups.</summary>
    public long ReferredBytes => Interlocked.Read(ref _referredBytes);

    /// <summary>How many numbers there are.</summary>
    public int Numbers
    {
        get
        {
            lock (_lock)
            {
                return _packs.Count;
            }
        }
    }

    public PackSummary this[int number]
    {
        get
        {
            lock (_lock)
            {
                return _packs[number];
            }
        }
    }

    /// <summary>A number for a pack that this run makes.</summary>
    /// <exception cref="RepositoryException">The manifest has no room for it. Known before the pack is stored: a
    /// manifest that no reader takes would make all that was stored worthless.</exception>
    public int Reserve()
    {
        lock (_lock)
        {
            if (_empty.TryDequeue(out var number))
            {
                return number;
            }

            if (_packs.Count >= _most)
            {
                throw new RepositoryException(
                    RepositoryFailure.SourceTooLarge,
                    $"source {_source} needs more than {_most} packs, and its manifest cannot list them: split it into " +
                    "several sources");
            }

            _packs.Add(PackSummary.Empty);
            _used.Add(false);
            return _packs.Count - 1;
        }
    }

    /// <summary>A number for a pack that an earlier attempt of this run has stored.</summary>
    public int Adopt(PackSummary pack)
    {
        var number = Reserve();
        lock (_lock)
        {
            _packs[number] = pack;
            _own.Add(number);
        }

        return number;
    }

    /// <summary>Takes note of a pack that the store holds now.</summary>
    public void Stored(int number, PackSummary pack)
    {
        lock (_lock)
        {
            _packs[number] = pack;
            _used[number] = true;
            _own.Add(number);
        }
    }

    /// <summary>Keeps a pack because an entry refers to it.</summary>
    public void Use(int number)
    {
        lock (_lock)
        {
            _used[number] = true;
        }
    }

    /// <summary>Counts a chunk of a stream where it lies in a pack of an earlier backup.</summary>
    public void Count(int number, int length)
    {
        if (number < _inherited.Count && !_inherited[number].IsEmpty)
        {
            Interlocked.Add(ref _referredBytes, length);
        }
    }

    /// <summary>The list as the manifest has it.</summary>
    public IReadOnlyList<PackSummary> Complete()
    {
        lock (_lock)
        {
            var last = _used.LastIndexOf(true);
            return [.. _packs.Take(last + 1).Select((pack, number) => _used[number] ? pack : PackSummary.Empty)];
        }
    }

    /// <summary>The packs that this run, or an earlier attempt of it, has stored and that are used.</summary>
    public IReadOnlyList<PackSummary> Own()
    {
        lock (_lock)
        {
            return [.. _own.Where(number => _used[number]).Select(number => _packs[number])];
        }
    }
}
