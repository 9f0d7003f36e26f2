using System.Security.Cryptography;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Documents;

/// <summary>Whole objects in and out of a store, written once.</summary>
internal static class StoreObjects
{
    /// <summary>Stores an object that nobody may replace; finding the same bytes there already is success.</summary>
    /// <remarks>A retried put meets its own first attempt when only the answer was lost.</remarks>
    public static async Task PutOnceAsync(
        this IObjectStore store, string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            await store.PutAsync(key, content, ifAbsent: true, cancellationToken);
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.AlreadyExists)
        {
            await using var present = await store.GetAsync(key, range: null, cancellationToken);
            var digest = await SHA256.HashDataAsync(present, cancellationToken);
            if (!digest.AsSpan().SequenceEqual(SHA256.HashData(content.Span)))
            {
                throw;
            }
        }
    }

    /// <summary>A whole small object, or null when there is none.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="key">Its key.</param>
    /// <param name="limitBytes">A longer one is no object of this repository and is not read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<byte[]?> ReadSmallAsync(
        this IObjectStore store, string key, int limitBytes, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await store.GetAsync(key, range: null, cancellationToken);
            return await ReadToEndAsync(stream, key, limitBytes, cancellationToken);
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.NotFound)
        {
            return null;
        }
    }

    private static async Task<byte[]> ReadToEndAsync(
        Stream stream, string key, int limitBytes, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var block = new byte[81920];
        while (await stream.ReadAsync(block, cancellationToken) is > 0 and var read)
        {
            content.Write(block, 0, read);
            if (content.Length > limitBytes)
            {
                throw new IntegrityException(
                    key, $"{key} is longer than {limitBytes} bytes: it was not written by this program");
            }
        }

        return content.ToArray();
    }
}
