namespace BackupOperator.Storage.Tests.S3;

/// <summary>The contract on a real S3 server, through the whole stack.</summary>
public abstract class S3ContractTests : ObjectStoreContract
{
    private TestBucket? bucket;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
        if (bucket is not null)
        {
            await bucket.DisposeAsync();
        }
    }

    protected abstract S3StoreOptions Configure(S3StoreOptions options);

    protected override async Task<IObjectStore> OpenAsync()
    {
        bucket = await TestBucket.CreateAsync();
        return ObjectStores.Open(Configure(bucket.Options));
    }

    /// <summary>With checksums that the server keeps.</summary>
    public sealed class WithNewChecksums : S3ContractTests
    {
        protected override S3StoreOptions Configure(S3StoreOptions options)
            => options with { ChecksumMode = S3ChecksumMode.WhenSupported };
    }

    /// <summary>With the signature alone, for servers that lack the newer checksums.</summary>
    public sealed class WithRequiredChecksums : S3ContractTests
    {
        protected override S3StoreOptions Configure(S3StoreOptions options)
            => options with { ChecksumMode = S3ChecksumMode.WhenRequired, Prefix = "" };
    }

    /// <summary>Over TLS with an authority of one's own and no other.</summary>
    public sealed class WithOwnAuthority : S3ContractTests
    {
        protected override S3StoreOptions Configure(S3StoreOptions options) => options with
        {
            Endpoint = TestBucket.TlsEndpoint,
            CaFile = TestBucket.CaFile,
            TrustSystemRoots = false,
        };
    }
}
