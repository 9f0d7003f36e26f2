using Amazon.S3.Model;

namespace BackupOperator.Storage.S3;

/// <summary>Reads the pages of one listing: keys relative to the store, in the order that it owes.</summary>
internal sealed class S3Listing(string folder, string subject)
{
    private string last = "";

    /// <exception cref="StoreException"><see cref="StoreFailure.Unsupported"/> when keys
    /// come out of order, or twice.</exception>
    internal IEnumerable<StoredObject> Read(ListObjectsV2Response page)
    {
        foreach (var found in page.S3Objects ?? [])
        {
            // A listing that goes back would loop for ever, and could not go on behind a key after a break.
            if (string.CompareOrdinal(found.Key, last) <= 0)
            {
                throw new StoreException(
                    StoreFailure.Unsupported,
                    $"{subject}: the store lists keys out of order; use a general purpose bucket");
            }

            last = found.Key;
            var key = found.Key[folder.Length..];

            // What no key can name (a folder's marker, another program's object) is not ours.
            if (ObjectKey.IsValid(key))
            {
                yield return new StoredObject(
                    key, found.Size.GetValueOrDefault(), found.LastModified.GetValueOrDefault());
            }
        }
    }
}
