using System.Runtime.CompilerServices;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Packs;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Writing;

/// <summary>Finds the packs that an earlier attempt of the same backup has stored.</summary>
/// <remarks>What cannot be opened is left out: it is stored again, and prune removes what nobody refers to.</remarks>
internal sealed class EarlierAttempt(IObjectStore store, KeyRing ring)
{
    public async IAsyncEnumerable<(PackSummary Pack, KeyMaterial Keys)> ListAsync(
        PackIds ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in store.ListAsync(ids.Folder, cancellationToken))
        {
            var name = Layout.NameOf(stored.Key);
            if (ids.IsOwn(name) && Identifier.TryParse(name, out var id)
                && await DescribeAsync(stored, id, cancellationToken) is { } found)
            {
                yield return found;
            }
        }
    }

    private async Task<(PackSummary Pack, KeyMaterial Keys)?> DescribeAsync(
        StoredObject stored, Identifier id, CancellationToken cancellationToken)
    {
        if (stored.SizeBytes is < PackFormat.HeaderBytes + PackFormat.FooterBytes or > PackFormat.LargestPackBytes)
        {
            return null;
        }

        var size = (int)stored.SizeBytes;
        var header = await ReadAsync(stored.Key, 0, PackFormat.HeaderBytes, cancellationToken);
        var footer = await ReadAsync(
            stored.Key, size - PackFormat.FooterBytes, PackFormat.FooterBytes, cancellationToken);
        if (header is null || footer is null)
        {
            return null;
        }

        var key = PackFormat.ReadKey(header);
        var pack = PackFormat.ReadSummary(footer, id, key, size);
        return ring.TryGet(key, out var keys) && pack is { IsEmpty: false, IsPlausible: true }
            && PackFormat.IsHeader(header, keys, id) && PackFormat.IsFooter(footer, pack)
            ? (pack, keys)
            : null;
    }

    // Null when the store hands out less than it lists.
    private async Task<byte[]?> ReadAsync(string key, int offset, int length, CancellationToken cancellationToken)
    {
        var content = new byte[length];
        await using var stream = await store.GetAsync(key, new ByteRange(offset, length), cancellationToken);
        var read = await stream.ReadAtLeastAsync(content, length, throwOnEndOfStream: false, cancellationToken);
        return read == length ? content : null;
    }
}
