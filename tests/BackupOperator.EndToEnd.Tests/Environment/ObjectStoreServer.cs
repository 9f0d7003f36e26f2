using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace BackupOperator.EndToEnd.Tests.Environment;

/// <summary>A real S3 server, reached by the tests on this machine and by pods at its address.</summary>
internal sealed class ObjectStoreServer : IDisposable
{
    private readonly AmazonS3Client _client;

    public ObjectStoreServer()
    {
        Endpoint = new Uri(TestEnvironment.Required("BACKUPOPERATOR_TEST_S3_ENDPOINT"));
        AccessKey = File.ReadAllText(TestEnvironment.Required("BACKUPOPERATOR_TEST_S3_ACCESS_KEY_FILE"));
        SecretKey = File.ReadAllText(TestEnvironment.Required("BACKUPOPERATOR_TEST_S3_SECRET_KEY_FILE"));
        Region = TestEnvironment.Required("BACKUPOPERATOR_TEST_S3_REGION");
        _client = ClientFor(AccessKey, SecretKey);
    }

    public Uri Endpoint { get; }

    public string Region { get; }

    public string AccessKey { get; }

    public string SecretKey { get; }

    public int Port => Endpoint.Port;

    /// <summary>Creates a bucket, as the user of the given keys where they are.</summary>
    public async Task CreateBucketAsync(string bucket, string? accessKey = null, string? secretKey = null)
    {
        using var other = accessKey is null ? null : ClientFor(accessKey, secretKey!);
        await (other ?? _client).PutBucketAsync(bucket);
    }

    /// <summary>Keys and sizes of all objects of a bucket.</summary>
    public async Task<IReadOnlyList<S3Object>> ListAsync(string bucket)
    {
        var objects = new List<S3Object>();
        await foreach (var found in _client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = bucket }).S3Objects)
        {
            objects.Add(found);
        }

        return objects;
    }

    public async Task<byte[]> ReadAsync(string bucket, string key)
    {
        using var response = await _client.GetObjectAsync(bucket, key);
        using var content = new MemoryStream();
        await response.ResponseStream.CopyToAsync(content);
        return content.ToArray();
    }

    public async Task WriteAsync(string bucket, string key, byte[] content)
    {
        using var stream = new MemoryStream(content);
        await _client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, InputStream = stream });
    }

    public Task DeleteAsync(string bucket, string key) => _client.DeleteObjectAsync(bucket, key);

    /// <summary>Deletes a bucket with all that is in it.</summary>
    public async Task DeleteBucketAsync(string bucket)
    {
        foreach (var found in await ListAsync(bucket))
        {
            await DeleteAsync(bucket, found.Key);
        }

        await _client.DeleteBucketAsync(bucket);
    }

    public void Dispose() => _client.Dispose();

    private AmazonS3Client ClientFor(string accessKey, string secretKey) => new(
        new BasicAWSCredentials(accessKey, secretKey),
        new AmazonS3Config
        {
            ServiceURL = Endpoint.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = Region,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
}
