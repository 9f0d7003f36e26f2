using System.Security.Cryptography;
using BackupOperator.Storage.Tests.S3.StandIn;

namespace BackupOperator.Storage.Tests.S3;

/// <summary>What the stack makes of a server and a network that misbehave.</summary>
public sealed class S3FaultTests : IAsyncDisposable
{
    private readonly StandInS3 server = new();
    private readonly TemporaryDirectory secrets = new();
    private readonly StoreMeter meter = new();
    private readonly byte[] content = RandomNumberGenerator.GetBytes(300_000);
    private readonly IObjectStore store;
    private readonly IObjectStore impatient;

    public S3FaultTests()
    {
        store = Open(options => options);
        impatient = Open(options => options with
        {
            Timeouts = new TimeoutOptions { Call = TimeSpan.FromSeconds(2), Idle = TimeSpan.FromSeconds(2) },
        });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        store.Dispose();
        impatient.Dispose();
        await server.DisposeAsync();
        secrets.Dispose();
    }

    public static TheoryData<string> TransientFaults => ["reset", "slow down", "internal error", "bad gateway", "hang"];

    [Theory]
    [MemberData(nameof(TransientFaults))]
    public async Task Put_TransientFaults_SucceedsInTheEnd(string name)
    {
        server.Faults.Enqueue(Transient(name));
        server.Faults.Enqueue(Transient(name));

        await For(name).PutAsync("key", content, ifAbsent: false, Cancellation);

        Assert.Equal(content, server.Bucket.Objects["p/key"]);
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(2, meter.Snapshot().Failures.Values.Sum());
    }

    [Theory]
    [MemberData(nameof(TransientFaults))]
    public async Task EveryCall_TransientFault_SucceedsInTheEnd(string name)
    {
        server.Bucket.Objects["p/key"] = content;

        server.Faults.Enqueue(Transient(name));
        Assert.Equal(content, await ReadAsync("key", null, For(name)));
        server.Faults.Enqueue(Transient(name));
        Assert.Equal(content.Length, (await For(name).StatAsync("key", Cancellation))?.SizeBytes);
        server.Faults.Enqueue(Transient(name));
        Assert.Single(await For(name).ListAsync("", Cancellation).ToListAsync(Cancellation));
        server.Faults.Enqueue(Transient(name));
        await For(name).DeleteAsync("key", Cancellation);
        Assert.Empty(server.Bucket.Objects);
    }

    [Theory]
    [InlineData("reset", StoreFailure.Unreachable)]
    [InlineData("slow down", StoreFailure.Throttled)]
    [InlineData("internal error", StoreFailure.Unreachable)]
    public async Task Put_FaultThatStays_FailsAfterBoundedAttempts(string name, StoreFailure failure)
    {
        server.Always = Transient(name);

        var exception = await FailsAsync(failure, () => store.PutAsync("key", content, ifAbsent: false, Cancellation));

        Assert.Contains("tried 4 times", exception.Message, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Put_AnswerLost_IsNotMistakenForAnothersObject()
    {
        foreach (var fault in new Fault?[] { null, null, new Fault.Reset(AfterDoing: true) })
        {
            server.Faults.Enqueue(fault);
        }

        await store.PutAsync("key", content, ifAbsent: true, Cancellation);

        Assert.Equal(content, server.Bucket.Objects["p/key"]);
        Assert.Equal(["HEAD", "GET", "PUT", "HEAD", "GET"], server.Requests.Select(request => request.Method));
    }

    [Fact]
    public async Task Put_AnothersObjectAfterAFault_IsAlreadyExists()
    {
        server.Bucket.Objects["p/key"] = [1];
        server.Faults.Enqueue(new Fault.Reset());

        await FailsAsync(
            StoreFailure.AlreadyExists, () => store.PutAsync("key", content, ifAbsent: true, Cancellation));

        Assert.Equal([1], server.Bucket.Objects["p/key"]);
    }

    [Fact]
    public async Task Put_ServerIgnoresTheCondition_IsStillAlreadyExists()
    {
        server.Bucket.IgnoresConditions = true;
        server.Bucket.Objects["p/key"] = [1];

        await FailsAsync(
            StoreFailure.AlreadyExists, () => store.PutAsync("key", content, ifAbsent: true, Cancellation));

        Assert.Equal([1], server.Bucket.Objects["p/key"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(299_999)]
    public async Task Get_BodyCutMidway_GoesOnWhereItStood(int afterBytes)
    {
        server.Bucket.Objects["p/key"] = content;
        server.Faults.Enqueue(new Fault.CutBody(afterBytes));
        server.Faults.Enqueue(new Fault.CutBody(1000));
        server.Faults.Enqueue(new Fault.Status(503, "SlowDown"));

        Assert.Equal(content, await ReadAsync("key", null));

        Assert.True(server.Requests.Last().Range?.From >= afterBytes - 1);
    }

    [Fact]
    public async Task Get_RangeCutMidway_GoesOnInsideTheRange()
    {
        server.Bucket.Objects["p/key"] = content;
        server.Faults.Enqueue(new Fault.CutBody(5_000));

        Assert.Equal(content[1_000..21_000], await ReadAsync("key", new ByteRange(1_000, 20_000)));
    }

    [Fact]
    public async Task Get_BodyHangsMidway_GoesOnWhereItStood()
    {
        server.Bucket.Objects["p/key"] = content;
        server.Faults.Enqueue(new Fault.Hang(AfterBytes: 100_000));

        Assert.Equal(content, await ReadAsync("key", null, impatient));
    }

    [Fact]
    public async Task Get_ObjectReplacedWhileRead_IsCorrupt()
    {
        server.Bucket.Objects["p/key"] = content;
        server.Faults.Enqueue(new Fault.CutBody(5_000));
        server.Faults.Enqueue(new Fault.OtherObject());

        await FailsAsync(StoreFailure.Corrupt, () => ReadAsync("key", null));
    }

    [Fact]
    public async Task Get_EveryBodyCut_FailsAfterBoundedBreaks()
    {
        server.Bucket.Objects["p/key"] = content;
        server.Always = new Fault.CutBody(1);

        await FailsAsync(StoreFailure.Unreachable, () => ReadAsync("key", null));

        Assert.InRange(server.Requests.Count, 2, 20);
    }

    [Fact]
    public async Task Get_FlippedBit_IsCorruptAndNeverReturnedWhole()
    {
        server.Bucket.Objects["p/key"] = content;
        server.Faults.Enqueue(new Fault.FlipBit());

        await FailsAsync(StoreFailure.Corrupt, () => ReadAsync("key", null));
    }

    [Fact]
    public async Task Get_LengthLiedAbout_IsCorrupt()
    {
        server.Bucket.Objects["p/key"] = content;
        server.Faults.Enqueue(new Fault.Shorten(10));

        await FailsAsync(StoreFailure.Corrupt, () => ReadAsync("key", null));
    }

    [Fact]
    public async Task Get_AnswerWithoutALength_IsNotTakenForAnEmptyObject()
    {
        server.Bucket.Objects["p/key"] = content;
        server.Faults.Enqueue(new Fault.OmitLength());

        await FailsAsync(StoreFailure.Corrupt, () => ReadAsync("key", null));
    }

    [Fact]
    public async Task Get_RangeIgnored_IsUnsupported()
    {
        server.Bucket.Objects["p/key"] = content;
        server.Faults.Enqueue(new Fault.IgnoreRange());

        await FailsAsync(StoreFailure.Unsupported, () => ReadAsync("key", new ByteRange(10, 10)));
    }

    [Fact]
    public async Task List_BrokenBetweenPages_ShowsEachObjectOnce()
    {
        var keys = Enumerable.Range(10, 20).Select(number => $"p/{number}").ToList();
        keys.ForEach(key => server.Bucket.Objects[key] = []);
        Fault?[] faults = [null, new Fault.Reset(), null, new Fault.CutBody(100), null, new Fault.Hang()];
        foreach (var fault in faults)
        {
            server.Faults.Enqueue(fault);
        }

        var listed = await impatient.ListAsync("", Cancellation).ToListAsync(Cancellation);

        Assert.Equal(keys, listed.Select(stored => $"p/{stored.Key}"));
    }

    [Theory]
    [InlineData(403, "InvalidAccessKeyId", StoreFailure.AccessDenied)]
    [InlineData(403, "SignatureDoesNotMatch", StoreFailure.AccessDenied)]
    [InlineData(403, "AccessDenied", StoreFailure.AccessDenied)]
    [InlineData(403, "RequestTimeTooSkewed", StoreFailure.AccessDenied)]
    [InlineData(403, "QuotaExceeded", StoreFailure.Full)]
    [InlineData(507, "XMinioStorageFull", StoreFailure.Full)]
    [InlineData(507, null, StoreFailure.Full)]
    [InlineData(404, "NoSuchBucket", StoreFailure.ContainerMissing)]
    [InlineData(400, "InvalidStorageClass", StoreFailure.Unsupported)]
    [InlineData(400, "BadDigest", StoreFailure.Corrupt)]
    [InlineData(501, "NotImplemented", StoreFailure.Unsupported)]
    public async Task Put_PermanentError_IsNamedAndNotRepeated(int status, string? code, StoreFailure failure)
    {
        server.Always = new Fault.Status(status, code);

        var exception = await FailsAsync(failure, () => store.PutAsync("key", content, ifAbsent: false, Cancellation));

        Assert.Contains("s3://bucket/p/key", exception.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task List_HomePage_IsUnsupported()
    {
        server.Always = new Fault.HomePage();

        await FailsAsync(
            StoreFailure.Unsupported, async () => await store.ListAsync("", Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Put_RetryAfter_IsToldToTheRetry()
    {
        server.Always = new Fault.Status(503, "SlowDown", RetryAfter: "7");

        var exception = await FailsAsync(
            StoreFailure.Throttled, () => store.PutAsync("key", content, ifAbsent: false, Cancellation));

        Assert.Equal(TimeSpan.FromSeconds(7), (exception.InnerException as StoreException)?.RetryAfter);
    }

    [Fact]
    public async Task Put_Options_AreOnTheWire()
    {
        using var configured = Open(options => options with
        {
            ChecksumMode = S3ChecksumMode.WhenRequired,
            StorageClass = "STANDARD_IA",
            ServerEncryption = S3ServerEncryption.Kms,
            KmsKeyId = "key-1",
        });

        await configured.PutAsync("key", content, ifAbsent: false, Cancellation);

        var headers = server.Requests.Single().Headers;
        Assert.Equal("STANDARD_IA", headers["x-amz-storage-class"]);
        Assert.Equal("aws:kms", headers["x-amz-server-side-encryption"]);
        Assert.Equal("key-1", headers["x-amz-server-side-encryption-aws-kms-key-id"]);
        Assert.DoesNotContain("content-md5", headers.Keys);
        Assert.DoesNotContain(headers.Keys, name => name.StartsWith("x-amz-checksum", StringComparison.Ordinal));
        Assert.DoesNotContain(headers.Keys, name => name.Contains("trailer", StringComparison.Ordinal));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), headers["x-amz-content-sha256"]);
    }

    [Fact]
    public async Task Put_ServerAsksForMd5_CarriesItFromThenOn()
    {
        using var configured = Open(options => options with { ChecksumMode = S3ChecksumMode.WhenRequired });
        server.Bucket.RequiresMd5 = true;

        await configured.PutAsync("first", content, ifAbsent: false, Cancellation);
        await configured.PutAsync("second", content, ifAbsent: false, Cancellation);

#pragma warning disable CA5351 // What the protocol asks for.
        var digest = Convert.ToBase64String(MD5.HashData(content));
#pragma warning restore CA5351
        Assert.Equal(
            [null, digest, digest],
            server.Requests.Select(request => request.Headers.GetValueOrDefault("content-md5")));
        Assert.Equal(content, server.Bucket.Objects["p/first"]);
    }

    [Fact]
    public async Task Put_NewChecksums_CarriesCrc32C()
    {
        // Check value of CRC-32C (RFC 3720, appendix B.4) and a length that is no multiple of eight.
        await store.PutAsync("key", "123456789"u8.ToArray(), ifAbsent: false, Cancellation);

        Assert.Equal(
            Convert.ToBase64String([0xE3, 0x06, 0x92, 0x83]),
            server.Requests.Single().Headers["x-amz-checksum-crc32c"]);
        Assert.DoesNotContain("content-md5", server.Requests.Single().Headers.Keys);
    }

    private IObjectStore Open(Func<S3StoreOptions, S3StoreOptions> configure)
    {
        var access = Path.Combine(secrets.Path, "access");
        var secret = Path.Combine(secrets.Path, "secret");
        File.WriteAllText(access, "someone\n");
        File.WriteAllText(secret, "something\n");
        return ObjectStores.Open(
            configure(new S3StoreOptions
            {
                Bucket = "bucket",
                Endpoint = server.Endpoint,
                ForcePathStyle = true,
                Prefix = "p",
                AccessKeyFile = access,
                SecretKeyFile = secret,
                Retry = new RetryOptions
                {
                    Attempts = 4,
                    FirstDelay = TimeSpan.FromMilliseconds(1),
                    LongestDelay = TimeSpan.FromMilliseconds(5),
                },
            }),
            meter);
    }

    private static Fault Transient(string name) => name switch
    {
        "reset" => new Fault.Reset(),
        "slow down" => new Fault.Status(503, "SlowDown", RetryAfter: "1"),
        "internal error" => new Fault.Status(500, "InternalError"),
        "bad gateway" => new Fault.Status(502),
        _ => new Fault.Hang(),
    };

    private static async Task<StoreException> FailsAsync(StoreFailure failure, Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<StoreException>(call);
        Assert.Equal(failure, exception.Failure);
        Assert.DoesNotContain("something", exception.ToString(), StringComparison.Ordinal);
        return exception;
    }

    private IObjectStore For(string fault) => fault == "hang" ? impatient : store;

    private async Task<byte[]> ReadAsync(string key, ByteRange? range, IObjectStore? from = null)
    {
        await using var stream = await (from ?? store).GetAsync(key, range, Cancellation);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read, Cancellation);
        return read.ToArray();
    }
}
