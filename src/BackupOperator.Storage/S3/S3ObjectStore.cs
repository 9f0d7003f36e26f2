using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace BackupOperator.Storage.S3;

/// <summary>Objects in a bucket. Speaks S3 and nothing else: each call is one attempt,
/// without retry or time limit.</summary>
internal sealed class S3ObjectStore : IObjectStore
{
    private readonly S3StoreOptions options;
    private readonly TimeProvider clock;
    private readonly string folder;
    private readonly CredentialFiles? credentials;
    private readonly S3HttpClients httpClients;
    private readonly AmazonS3Client client;
    private readonly S3Uploads uploads;
    private volatile bool bucketSeen;
    private volatile bool deletesInBatches;

    internal S3ObjectStore(S3StoreOptions options, TimeProvider clock)
    {
        S3Options.Require(options);
        this.options = options;
        this.clock = clock;
        folder = ObjectKey.Folder(options.Prefix);
        credentials = S3Clients.Credentials(options);
        var trust = options.CaFile is { } file ? TrustedRoots.FromFile(file, options.TrustSystemRoots) : null;
        httpClients = new S3HttpClients(trust, options.Timeouts.Call);
        client = S3Clients.Create(options, credentials, httpClients);
        uploads = new S3Uploads(options);

        // A batch needs one of the newer checksums.
        deletesInBatches = options.ChecksumMode == S3ChecksumMode.WhenSupported;
    }

    public string Address => $"s3://{options.Bucket}/{folder}".TrimEnd('/');

    public async Task PutAsync(
        string key, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken)
    {
        ObjectKey.Require(key);

        // Some servers ignore the condition, so it is also asked beforehand; those that know it decide atomically.
        if (ifAbsent && await StatAsync(key, cancellationToken) is not null)
        {
            throw new StoreException(StoreFailure.AlreadyExists, $"{Subject(key)}: already exists");
        }

        await CallAsync(key, () => PutOnceAsync(folder + key, content, ifAbsent, cancellationToken));
    }

    public async Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        ObjectKey.Require(key);
        var request = new GetObjectRequest { BucketName = options.Bucket, Key = folder + key };
        if (range is { } part)
        {
            request.ByteRange = new Amazon.S3.Model.ByteRange(part.Offset, part.Offset + part.Length - 1);
        }
        else if (options.ChecksumMode == S3ChecksumMode.WhenSupported)
        {
            // Only the whole can be compared with the checksum of the whole.
            request.ChecksumMode = ChecksumMode.ENABLED;
        }

        var response = await CallAsync(key, () => client.GetObjectAsync(request, cancellationToken));
        var identity = response.ETag ?? $"{response.LastModified:O}";
        try
        {
            var length = S3Ranges.RequireLength(response, range, Subject(key));
            return new S3ObjectStream(
                response, identity, length, exception => S3Failure.Explain(exception, Subject(key), clock));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public async Task<StoredObject?> StatAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Require(key);
        var request = new GetObjectMetadataRequest { BucketName = options.Bucket, Key = folder + key };
        try
        {
            var metadata = await CallAsync(key, () => client.GetObjectMetadataAsync(request, cancellationToken));
            return new StoredObject(key, metadata.ContentLength, metadata.LastModified.GetValueOrDefault());
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.NotFound && bucketSeen)
        {
            return null;
        }
        catch (StoreException exception) when (TellsNoReason(exception))
        {
            await RequireBucketAsync(cancellationToken);
            if (exception.Failure == StoreFailure.NotFound)
            {
                return null;
            }

            throw;
        }
    }

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken)
        => ListAsync(prefix, null, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAfterAsync(
        string prefix, string after, CancellationToken cancellationToken)
        => ListAsync(prefix, after, cancellationToken);

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Require(key);
        var request = new DeleteObjectRequest { BucketName = options.Bucket, Key = folder + key };
        try
        {
            await CallAsync(key, () => client.DeleteObjectAsync(request, cancellationToken));
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.NotFound)
        {
            // Amazon's answers as if it had been there; others say the truth.
        }
    }

    public async Task<IReadOnlyList<UndeletedObject>> DeleteManyAsync(
        IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var undeleted = new List<UndeletedObject>();
        foreach (var batch in keys.Chunk(S3BatchDeletes.MostKeys))
        {
            undeleted.AddRange(
                await TryDeleteBatchAsync(batch, cancellationToken)
                    ?? await SingleDeletes.RunAsync(this, batch, cancellationToken));
        }

        return undeleted;
    }

    public void Dispose()
    {
        client.Dispose();
        httpClients.Dispose();
    }

    private async Task<PutObjectResponse> PutOnceAsync(
        string bucketKey, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken)
    {
        var request = uploads.Create(bucketKey, content, ifAbsent);
        try
        {
            return await client.PutObjectAsync(request, cancellationToken);
        }
        catch (AmazonServiceException exception) when (uploads.MissedMd5(request, exception))
        {
            return await client.PutObjectAsync(uploads.Create(bucketKey, content, ifAbsent), cancellationToken);
        }
    }

    private async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKey.RequirePrefix(prefix);
        var request = new ListObjectsV2Request
        {
            BucketName = options.Bucket,
            Prefix = folder + prefix,
            StartAfter = after is null ? null : folder + after,
        };
        var pages = new S3Listing(folder, Subject(prefix));
        do
        {
            var page = await CallAsync(prefix, () => client.ListObjectsV2Async(request, cancellationToken));
            foreach (var stored in pages.Read(page))
            {
                yield return stored;
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);
    }

    // Null when the store does not know the request: then each object is deleted by itself, from now on.
    private async Task<IReadOnlyList<UndeletedObject>?> TryDeleteBatchAsync(
        string[] keys, CancellationToken cancellationToken)
    {
        if (!deletesInBatches)
        {
            return null;
        }

        Array.ForEach(keys, ObjectKey.Require);
        var request = S3BatchDeletes.Create(options.Bucket, folder, keys);
        try
        {
            await CallAsync("", () => client.DeleteObjectsAsync(request, cancellationToken));
            return [];
        }
        catch (StoreException exception) when (exception.InnerException is DeleteObjectsException answer)
        {
            return S3BatchDeletes.Read(answer, folder, Subject);
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.Unsupported)
        {
            deletesInBatches = false;
            return null;
        }
    }

    // The answer to HEAD has no body: a missing object, a missing bucket and wrong keys look alike. A listing tells.
    private static bool TellsNoReason(StoreException exception) => exception.InnerException is AmazonServiceException
    {
        StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound,
    };

    private async Task RequireBucketAsync(CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = folder, MaxKeys = 1 };
        await CallAsync("", () => client.ListObjectsV2Async(request, cancellationToken));
        bucketSeen = true;
    }

    private async Task<T> CallAsync<T>(string key, Func<Task<T>> call)
    {
        var used = credentials?.GetCredentials();
        try
        {
            return await call();
        }
        catch (AmazonServiceException exception) when (MayHaveRotated(exception, used))
        {
            return await CallOnceAsync(key, call);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or ArgumentException))
        {
            throw S3Failure.Explain(exception, Subject(key), clock);
        }
    }

    private async Task<T> CallOnceAsync<T>(string key, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw S3Failure.Explain(exception, Subject(key), clock);
        }
    }

    // Keys change while a backup of hours runs: those in the files now may be good.
    private bool MayHaveRotated(AmazonServiceException exception, ImmutableCredentials? used)
        => S3ErrorCode.Find(exception.ErrorCode, (int)exception.StatusCode).Failure == StoreFailure.AccessDenied
            && credentials?.HasChangedFrom(used) == true;

    private string Subject(string key) => $"{Address}/{key}";
}
