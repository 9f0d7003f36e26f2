using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BackupOperator.Storage.Tests.S3;

/// <summary>Whom a store is believed to be, and what is said when a connection cannot be made.</summary>
public sealed class S3TrustTests : IAsyncLifetime
{
    private static readonly RetryOptions Once = new() { Attempts = 1 };
    private readonly TemporaryDirectory files = new();
    private TestBucket bucket = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => bucket = await TestBucket.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await bucket.DisposeAsync();
        files.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_OwnAuthority_IsTrustedBesideOrInsteadOfTheSystem(bool trustSystemRoots)
    {
        using var store = ObjectStores.Open(bucket.Options with
        {
            Endpoint = TestBucket.TlsEndpoint,
            CaFile = TestBucket.CaFile,
            TrustSystemRoots = trustSystemRoots,
        });

        Assert.Empty(await store.ListAsync("", Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task List_NoAuthorityGiven_IsUntrusted()
        => await FailsAsync(bucket.Options with { Endpoint = TestBucket.TlsEndpoint }, StoreFailure.Untrusted);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_AnotherAuthority_IsUntrusted(bool trustSystemRoots) => await FailsAsync(
        bucket.Options with
        {
            Endpoint = TestBucket.TlsEndpoint,
            CaFile = AnotherAuthority(),
            TrustSystemRoots = trustSystemRoots,
        },
        StoreFailure.Untrusted);

    [Fact]
    public async Task List_AnotherNameInTheCertificate_IsUntrusted()
    {
        // The server's certificate is for a name; its address is not in it.
        var byAddress = new UriBuilder(TestBucket.TlsEndpoint) { Host = "127.0.0.2" }.Uri;

        var exception = await FailsAsync(
            bucket.Options with { Endpoint = byAddress, CaFile = TestBucket.CaFile }, StoreFailure.Untrusted,
            StoreFailure.Unreachable);

        if (exception.Failure == StoreFailure.Unreachable)
        {
            Assert.Skip("the S3 server does not listen on 127.0.0.2");
        }

        Assert.Contains("name", exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task List_TlsToAPlainPort_IsUnreachableSayingSo()
    {
        var wrong = new UriBuilder(TestBucket.Endpoint) { Scheme = "https" }.Uri;

        var exception = await FailsAsync(
            bucket.Options with { Endpoint = wrong, CaFile = TestBucket.CaFile }, StoreFailure.Unreachable);

        Assert.Contains("TLS", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_NobodyListens_IsUnreachableNamingTheEndpoint()
    {
        var exception = await FailsAsync(
            bucket.Options with { Endpoint = new Uri("http://127.0.0.1:1") }, StoreFailure.Unreachable);

        Assert.Contains("check the endpoint", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_NameThatDoesNotResolve_IsUnreachableNamingDns()
    {
        var exception = await FailsAsync(
            bucket.Options with { Endpoint = new Uri("http://store.invalid") }, StoreFailure.Unreachable);

        Assert.Contains("does not resolve", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData(null)]
    public void Open_FileWithoutCertificates_IsUntrustedNamingTheFile(string? text)
    {
        var path = Path.Combine(files.Path, "ca.crt");
        if (text is not null)
        {
            File.WriteAllText(path, text);
        }

        var exception = Assert.Throws<StoreException>(() => ObjectStores.Open(bucket.Options with { CaFile = path }));

        Assert.Equal(StoreFailure.Untrusted, exception.Failure);
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
    }

    private static async Task<StoreException> FailsAsync(S3StoreOptions options, params StoreFailure[] failures)
    {
        using var store = ObjectStores.Open(options with { Retry = Once });
        var exception = await Assert.ThrowsAsync<StoreException>(
            () => store.ListAsync("", Cancellation).ToListAsync(Cancellation).AsTask());
        Assert.Contains(exception.Failure, failures);
        return exception;
    }

    private string AnotherAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=another authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var path = Path.Combine(files.Path, "another.crt");
        File.WriteAllText(path, certificate.ExportCertificatePem());
        return path;
    }
}
