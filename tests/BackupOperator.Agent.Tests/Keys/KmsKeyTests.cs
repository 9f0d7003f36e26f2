using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Repository.Tests.Wrapping.Kms;

namespace BackupOperator.Agent.Tests.Keys;

/// <summary>A key in KMS in place of a Secret's.</summary>
public sealed class KmsKeyTests(Server server) : IAsyncDisposable
{
    private readonly StandInKms _kms = new();

    public ValueTask DisposeAsync() => _kms.DisposeAsync();

    [Fact]
    public async Task Backup_UnderKms_IsCheckedAndComesBack()
    {
        using var bench = new KeyBench(server.Process);
        bench.Use(Key(), Credentials(bench));

        await bench.StoreAsync("b1");

        await bench.RequireReadableAsync("b1");
        var restore = await AgentProcess.RunAsync(bench.Restore("b1", "kms_restored"));
        Assert.True(restore.Restore is not null, restore.Message);
    }

    [Fact]
    public async Task Inspect_OfBackupsUnderKms_TellsWhereTheKeyIs()
    {
        using var bench = new KeyBench(server.Process);
        var key = Key();
        bench.Use(key, Credentials(bench));
        await bench.StoreAsync("b1");
        await using var agent = AgentProcess.Start(bench.Inspect());

        await agent.ResultAsync();

        var listed = agent.Lines.Single(line => line.Backup is not null).Backup!;
        Assert.Equal((key, null), (listed.Kms, listed.KeySecretName));
    }

    [Fact]
    public async Task Backup_AfterThePolicyMovedToKms_OpensAllBackupsThere()
    {
        using var bench = await Given.StoredAsync(server);
        bench.Use(Key(), Credentials(bench), "old");

        var (_, keys) = await bench.StoreAsync("b2", retire: true);

        Assert.Equal(1, keys.RemovedFiles);
        bench.Delete("old");
        await bench.RequireReadableAsync("b1", "b2");
    }

    [Fact]
    public async Task Restore_WhileKmsIsLost_TakesTheFormerSecret()
    {
        using var bench = await Given.StoredAsync(server);
        bench.Use(Key(), Credentials(bench), "old");
        await bench.StoreAsync("b2");
        _kms.Refusal = ("AccessDeniedException", 400);

        var restore = await AgentProcess.RunAsync(bench.Restore("b1", "kms_lost_restored"));

        Assert.True(restore.Restore is not null, restore.Message);
    }

    [Fact]
    public async Task Restore_WhileKmsIsLostAndNothingElseFits_NamesAll()
    {
        using var bench = new KeyBench(server.Process);
        var key = Key();
        bench.Use(key, Credentials(bench));
        await bench.StoreAsync("b1");
        bench.Use(key, Credentials(bench), "wrong");
        _kms.Refusal = ("AccessDeniedException", 400);

        var restore = await AgentProcess.RunAsync(bench.Restore("b1", "never"));

        Assert.Equal(AgentExitCode.BadInput, restore.ExitCode);
        Assert.StartsWith("Secret wrong holds another key", restore.Message);
        Assert.Contains($"KMS key {key.KeyId}: refused ", restore.Message);
        Assert.EndsWith(
            "(credentials: Secret kms); name the place of the key in spec.keySecretName or spec.kms of the restore",
            restore.Message);
    }

    [Fact]
    public async Task Backup_WhileTheOnlyKeyThatOpensItsBackupsIsInKmsThatDoesNotAnswer_MayBeTriedAgain()
    {
        using var bench = new KeyBench(server.Process);
        var key = Key();
        bench.Use(key, Credentials(bench));
        await bench.StoreAsync("b1");
        bench.Use("new", key, Credentials(bench));
        _kms.Refusal = ("KMSInternalException", 500);

        var result = await AgentProcess.RunAsync(bench.Backup("b2"));

        Assert.Equal((AgentExitCode.StoreUnreachable, true), (result.ExitCode, result.Transient));
        Assert.StartsWith($"KMS key {key.KeyId}: ", result.Message);
        Assert.EndsWith("(credentials: Secret kms)", result.Message);
    }

    [Fact]
    public async Task Restore_WhoseFirstSecretDoesNotFitWhileKmsRefuses_NamesBoth()
    {
        using var bench = new KeyBench(server.Process);
        var key = Key();
        bench.Use(key, Credentials(bench));
        await bench.StoreAsync("b1");
        bench.Use("wrong", key, Credentials(bench));
        _kms.Refusal = ("AccessDeniedException", 400);

        var restore = await AgentProcess.RunAsync(bench.Restore("b1", "never"));

        Assert.StartsWith($"KMS key {key.KeyId}: refused ", restore.Message);
        Assert.Contains("(credentials: Secret kms); Secret wrong holds another key; name the place", restore.Message);
    }

    [Fact]
    public async Task Backup_AfterThePolicyMovedFromKms_OpensAllBackupsWithTheSecret()
    {
        using var bench = new KeyBench(server.Process);
        var key = Key();
        bench.Use(key, Credentials(bench));
        await bench.StoreAsync("b1");
        bench.Use("new", key, Credentials(bench));

        var (_, keys) = await bench.StoreAsync("b2", retire: true);

        Assert.Equal(1, keys.RemovedFiles);
        await _kms.DisposeAsync();
        bench.Use("new");
        await bench.RequireReadableAsync("b1", "b2");
    }

    [Fact]
    public async Task Backup_WhoseFormerKeyInKmsIsLost_SaysSoAndIsStored()
    {
        using var bench = new KeyBench(server.Process);
        var key = Key();
        bench.Use(key, Credentials(bench));
        await bench.StoreAsync("b1");
        bench.Use("new", key, Credentials(bench));
        await bench.StoreAsync("b2");
        _kms.Refusal = ("DisabledException", 400);

        var (_, keys) = await bench.StoreAsync("b3");

        Assert.Equal($"KMS key {key.KeyId} is disabled; enable it (credentials: Secret kms)", keys.Message);
    }

    [Theory]
    [InlineData("AccessDeniedException", 400, AgentExitCode.BadInput, AgentReason.BadInput, false)]
    [InlineData("KMSInternalException", 500, AgentExitCode.StoreUnreachable, AgentReason.StoreUnreachable, true)]
    public async Task Backup_ThatKmsRefuses_NamesKeyAndSecret(
        string code, int status, AgentExitCode exitCode, string reason, bool transient)
    {
        using var bench = new KeyBench(server.Process);
        var key = Key();
        bench.Use(key, Credentials(bench));
        _kms.Refusal = (code, status);
        await using var agent = AgentProcess.Start(bench.Backup("b1"));

        var result = await agent.ResultAsync();

        Assert.Equal((exitCode, reason, transient), (result.ExitCode, result.Reason, result.Transient));
        Assert.StartsWith($"KMS key {key.KeyId}: ", result.Message);
        Assert.Contains(code, result.Message);
        Assert.EndsWith(" (credentials: Secret kms)", result.Message);
        Assert.DoesNotContain("kms-secret", agent.Written);
    }

    [Fact]
    public async Task Backup_WhoseCredentialsLackAKey_NamesSecretAndKey()
    {
        using var bench = new KeyBench(server.Process);
        bench.Use(Key(), bench.Secret("kms", (SecretKeys.AccessKeyId, StandInKms.AccessKey)));

        var result = await AgentProcess.RunAsync(bench.Backup("b1"));

        Assert.Equal(AgentExitCode.BadInput, result.ExitCode);
        Assert.StartsWith("Secret kms for the credentials of KMS key ", result.Message);
        Assert.EndsWith(" has no key secretAccessKey: add it", result.Message);
    }

    private static SecretFiles Credentials(KeyBench bench) => bench.Secret(
        "kms", (SecretKeys.AccessKeyId, StandInKms.AccessKey), (SecretKeys.SecretAccessKey, "kms-secret"));

    private KmsKeySpec Key() => new()
    {
        KeyId = _kms.CreateKey(),
        Region = "eu-central-1",
        Endpoint = _kms.Endpoint.ToString(),
        CredentialsSecretName = "kms",
    };
}
