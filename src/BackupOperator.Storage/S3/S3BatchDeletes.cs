using Amazon.S3;
using Amazon.S3.Model;

namespace BackupOperator.Storage.S3;

/// <summary>Reads the answer to a delete of many objects.</summary>
internal static class S3BatchDeletes
{
    /// <summary>The most that one request may name.</summary>
    internal const int MostKeys = 1000;

    internal static DeleteObjectsRequest Create(string bucket, string folder, IEnumerable<string> keys) => new()
    {
        BucketName = bucket,
        Quiet = true,
        Objects = [.. keys.Select(key => new KeyVersion { Key = folder + key })],
    };

    /// <summary>The objects that stay.</summary>
    /// <exception cref="StoreException">One failed for a reason that is not its own, such as a store that is too busy:
    /// the whole request may be made again.</exception>
    internal static IReadOnlyList<UndeletedObject> Read(
        DeleteObjectsException answer, string folder, Func<string, string> subject)
    {
        var undeleted = new List<UndeletedObject>();
        foreach (var error in answer.Response.DeleteErrors ?? [])
        {
            var key = error.Key[folder.Length..];
            var meaning = S3ErrorCode.Find(error.Code, status: 500, error.Message);
            var failure = new StoreException(
                meaning.Failure, $"{subject(key)}: {meaning.Advice} ({error.Code})", answer);
            if (UndeletedObject.Explains(failure))
            {
                undeleted.Add(new UndeletedObject(key, failure));
            }
            else if (meaning.Failure != StoreFailure.NotFound)
            {
                throw failure;
            }
        }

        return undeleted;
    }
}
