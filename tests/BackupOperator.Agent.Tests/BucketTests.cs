using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Storage.Tests.S3;
using BackupOperator.Testing.Servers;

namespace BackupOperator.Agent.Tests;

/// <summary>The whole way against a real S3 server, in the clear and over TLS.</summary>
public sealed class BucketTests(Server server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Backup_IntoBucket_IsCheckedAndComesBack(bool tls)
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var bench = new Bench(server.Process);
        bench.Bucket = Location(bench, bucket, tls ? await AuthorityAsync() : null);
        var database = await server.RichDatabaseAsync(tls ? "bucket_tls" : "bucket");
        var before = await server.Process.TextAsync(database);
        var source = await bench.StoreAsync("b1", database);

        var check = await AgentProcess.RunAsync(bench.Check("b1"));
        var inspect = await AgentProcess.RunAsync(bench.Inspect("shop"));
        var restore = await AgentProcess.RunAsync(bench.Restore("b1", target => target with
        {
            Databases = [new() { Name = database, TargetName = $"{database}_2" }],
        }));

        Assert.True(check.Check is { Problems: 0 }, check.Message);
        Assert.Equal(source.ReadBytes, check.Check!.PlainBytes);
        Assert.Equal((1, $"s3://{bucket.Name}/cluster/a"), (inspect.Inspect?.Backups, inspect.Inspect?.Address));
        Assert.True(restore.Restore is not null, restore.Message);
        Assert.Equal(before, await server.Process.TextAsync($"{database}_2"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(bench.Store));
    }

    [Fact]
    public async Task Backup_BucketWithCertificateOfAnotherAuthority_SaysWhatToMendAndNoSecret()
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var other = new ServerCertificate();
        using var bench = new Bench(server.Process);
        bench.Bucket = Location(bench, bucket, other.AuthorityPem);
        await using var agent = AgentProcess.Start(bench.Backup("b1", "postgres"));

        var result = await agent.ResultAsync();

        Assert.Equal((AgentExitCode.StoreUnreachable, false), (result.ExitCode, result.Transient));
        Assert.Contains(bucket.Name, result.Message);
        Assert.Contains("certificate", result.Message);
        Assert.DoesNotContain(await ReadAsync(TestBucket.SecretKeyFile), agent.Written);
    }

    private static StoreTask Location(Bench bench, TestBucket bucket, string? authority) => new()
    {
        LocationName = "bucket",
        Prefix = bucket.Options.Prefix,
        S3 = new S3Location
        {
            Bucket = bucket.Name,
            Endpoint = (authority is null ? TestBucket.Endpoint : TestBucket.TlsEndpoint).ToString(),
            Region = bucket.Options.Region,
            ForcePathStyle = true,
            CredentialsSecretName = "s3",
            CaSecretName = authority is null ? null : "ca",
        },
        Credentials = bench.Secret(
            "s3",
            (SecretKeys.AccessKeyId, File.ReadAllText(TestBucket.AccessKeyFile)),
            (SecretKeys.SecretAccessKey, File.ReadAllText(TestBucket.SecretKeyFile))),
        Ca = authority is null ? null : bench.Secret("ca", (SecretKeys.Ca, authority)),
    };

    private static Task<string> AuthorityAsync() => ReadAsync(TestBucket.CaFile);

    private static Task<string> ReadAsync(string path) =>
        File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
}
