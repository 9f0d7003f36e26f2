using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Manifests;
using BackupOperator.Repository.Packs;
using BackupOperator.Repository.Reading;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Pruning;

/// <summary>Some of the packs of a source, by whose directories the compression of all is judged.</summary>
/// <remarks>Those with the smallest random part of their id: a uniform sample, and the same ones as long as they are
/// there.</remarks>
internal sealed class PackSample
{
    // Each costs a read of some kilobytes; of 32 the mean is good to a few per cent.
    private const int Packs = 32;

    private readonly SortedDictionary<ulong, PackSummary> _packs = [];

    public void Offer(PackSummary pack)
    {
        if (_packs.Count < Packs || pack.Id.Low < _packs.Keys.Last())
        {
            _packs[pack.Id.Low] = pack;
            if (_packs.Count > Packs)
            {
                _packs.Remove(_packs.Keys.Last());
            }
        }
    }

    /// <summary>Plaintext by stored bytes; null when no directory could be read.</summary>
    public async Task<double?> MeasureAsync(
        IObjectStore store, ManifestPlace place, KeyRing ring, CancellationToken cancellationToken)
    {
        var (plain, stored) = (0L, 0L);
        foreach (var pack in _packs.Values)
        {
            try
            {
                if (ring.TryGet(pack.Key, out var keys))
                {
                    var directory = await new PackObject(new PackSource(store, place, [pack]), index: 0)
                        .ReadDirectoryAsync(number: 0, keys, cancellationToken);
                    plain += directory.Frames.Sum(frame => (long)frame.PlainLength);
                    stored += pack.SizeBytes;
                }
            }
            catch (IntegrityException)
            {
                // The check of integrity reports it; a figure is no reason to stop.
            }
        }

        return stored > 0 ? (double)plain / stored : null;
    }
}
