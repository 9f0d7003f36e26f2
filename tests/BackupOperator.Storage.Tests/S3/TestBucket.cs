using Amazon.Runtime;
using Amazon.S3;

namespace BackupOperator.Storage.Tests.S3;

/// <summary>A bucket of one test on the real S3 server that the environment names.</summary>
internal sealed class TestBucket : IAsyncDisposable
{
    private readonly AmazonS3Client administrator;

    private readonly string accessKeyFile;
    private readonly string secretKeyFile;

    private TestBucket(string name, string accessKeyFile, string secretKeyFile)
    {
        Name = name;
        this.accessKeyFile = accessKeyFile;
        this.secretKeyFile = secretKeyFile;
        administrator = new AmazonS3Client(
            new BasicAWSCredentials(File.ReadAllText(accessKeyFile).Trim(), File.ReadAllText(secretKeyFile).Trim()),
            new AmazonS3Config { ServiceURL = Endpoint.ToString(), ForcePathStyle = true });
    }

    internal static Uri Endpoint => new(Require("BACKUPOPERATOR_TEST_S3_ENDPOINT"));

    internal static Uri TlsEndpoint => new(Require("BACKUPOPERATOR_TEST_S3_TLS_ENDPOINT"));

    internal static string CaFile => Require("BACKUPOPERATOR_TEST_S3_CA_FILE");

    internal static string AccessKeyFile => Require("BACKUPOPERATOR_TEST_S3_ACCESS_KEY_FILE");

    internal static string SecretKeyFile => Require("BACKUPOPERATOR_TEST_S3_SECRET_KEY_FILE");

    internal string Name { get; }

    internal AmazonS3Client Administrator => administrator;

    /// <summary>What a location on this bucket says.</summary>
    internal S3StoreOptions Options => new()
    {
        Bucket = Name,
        Endpoint = Endpoint,
        Region = Environment.GetEnvironmentVariable("BACKUPOPERATOR_TEST_S3_REGION") is { Length: > 0 } region
            ? region
            : "us-east-1",
        ForcePathStyle = true,
        AccessKeyFile = accessKeyFile,
        SecretKeyFile = secretKeyFile,
        Prefix = "cluster/a",
    };

    /// <summary>Makes a bucket, of the usual user or of another.</summary>
    internal static async Task<TestBucket> CreateAsync(string? accessKeyFile = null, string? secretKeyFile = null)
    {
        var bucket = new TestBucket(
            $"test-{Guid.NewGuid():N}", accessKeyFile ?? AccessKeyFile, secretKeyFile ?? SecretKeyFile);
        await bucket.administrator.PutBucketAsync(bucket.Name, TestContext.Current.CancellationToken);
        return bucket;
    }

    public async ValueTask DisposeAsync()
    {
        var listed = await administrator.ListObjectsAsync(Name);
        foreach (var stored in listed.S3Objects ?? [])
        {
            await administrator.DeleteObjectAsync(Name, stored.Key);
        }

        await administrator.DeleteBucketAsync(Name);
        administrator.Dispose();
    }

    private static string Require(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
        {
            return value;
        }

        Assert.Skip($"no real S3 server: {variable} is not set (tests/environment/README.md says how to raise one)");
        throw new InvalidOperationException("a skipped test does not go on");
    }
}
