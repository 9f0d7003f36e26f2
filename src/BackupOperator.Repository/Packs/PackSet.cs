namespace BackupOperator.Repository.Packs;

/// <summary>A set of pack ids that takes 16 bytes a slot and nothing else.</summary>
/// <remarks>
/// Open addressing, at most four fifths full; the last 8 bytes of an id are random, so they are their own hash, and no
/// pack has the id zero. Packs of 16 MiB: 2 MB for 1 TB; of 64 MiB: 34 MB for 100 TB, 50 MB while it grows.
/// </remarks>
internal sealed class PackSet
{
    private Identifier[] _slots = new Identifier[1024];

    public int Count { get; private set; }

    /// <summary>Adds an id; false when it was there.</summary>
    public bool Add(Identifier id)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(id, default);
        if (5L * (Count + 1) > 4L * _slots.Length)
        {
            Grow();
        }

        ref var slot = ref Find(_slots, id);
        if (slot == id)
        {
            return false;
        }

        slot = id;
        Count++;
        return true;
    }

    public bool Contains(Identifier id) => id != default && Find(_slots, id) == id;

    private static ref Identifier Find(Identifier[] slots, Identifier id)
    {
        var mask = slots.Length - 1;
        var index = (int)id.Low & mask;
        while (slots[index] != default && slots[index] != id)
        {
            index = (index + 1) & mask;
        }

        return ref slots[index];
    }

    private void Grow()
    {
        var larger = new Identifier[2 * _slots.Length];
        foreach (var id in _slots)
        {
            if (id != default)
            {
                Find(larger, id) = id;
            }
        }

        _slots = larger;
    }
}
