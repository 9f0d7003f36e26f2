using System.Net;
using System.Net.Http.Headers;
using Amazon.S3.Model;

namespace BackupOperator.Storage.S3;

/// <summary>Holds an answer to the bytes that were asked for.</summary>
internal static class S3Ranges
{
    /// <summary>How many bytes follow.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Truncated"/> when the object ends before the range
    /// does; <see cref="StoreFailure.Unsupported"/> when the server returned other bytes than those.</exception>
    internal static long RequireLength(GetObjectResponse response, ByteRange? range, string subject)
    {
        if (range is not { } wanted)
        {
            return response.ContentLength;
        }

        if (response.HttpStatusCode != HttpStatusCode.PartialContent
            || !ContentRangeHeaderValue.TryParse(response.ContentRange, out var sent)
            || sent.From != wanted.Offset)
        {
            throw new StoreException(
                StoreFailure.Unsupported,
                $"{subject}: the store does not return the range asked for; use a store that knows ranges");
        }

        if (sent.To - sent.From + 1 != wanted.Length)
        {
            throw new StoreException(
                StoreFailure.Truncated,
                $"{subject}: has {sent.Length} bytes, but {wanted.Length} from {wanted.Offset} on were asked for");
        }

        return wanted.Length;
    }
}
