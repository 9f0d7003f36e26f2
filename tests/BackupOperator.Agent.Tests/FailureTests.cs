using System.Security.Cryptography;
using BackupOperator.Contract;
using BackupOperator.Testing.Servers;

namespace BackupOperator.Agent.Tests;

public sealed class FailureTests(Server server)
{
    [Fact]
    public async Task Backup_WrongPassword_NamesServerUserAndSecretButNotThePassword()
    {
        using var bench = new Bench(server.Process);
        bench.Secret("db", ("password", "wr0ng-passw0rd"));
        await using var agent = AgentProcess.Start(bench.Backup("b1", "postgres"));

        var result = await agent.ResultAsync();

        Assert.Equal((AgentExitCode.BadInput, false), (result.ExitCode, result.Transient));
        Assert.Equal(
            $"PostgreSQL server 127.0.0.1:{server.Process.Port}, database postgres, user postgres: " +
            "the password was refused; correct it in Secret db",
            result.Message);
        Assert.DoesNotContain("wr0ng-passw0rd", agent.Written);
    }

    [Fact]
    public async Task Backup_Succeeding_WritesNoSecretAnywhere()
    {
        using var bench = new Bench(server.Process);
        await using var agent = AgentProcess.Start(bench.Backup("b1", "postgres"));

        Assert.Equal(AgentExitCode.Succeeded, (await agent.ResultAsync()).ExitCode);
        Assert.DoesNotContain(server.Process.Password, agent.Written);
    }

    [Fact]
    public async Task Backup_DatabaseThatDoesNotExist_ReadsNothingAndListsThoseThatDo()
    {
        using var bench = new Bench(server.Process);

        var result = await AgentProcess.RunAsync(bench.Backup("b1", "sales"));

        Assert.Equal(AgentExitCode.BadInput, result.ExitCode);
        Assert.Contains("database sales does not exist", result.Message);
        Assert.Contains("postgres", result.Message);
        Assert.Empty(Manifests(bench));
    }

    [Fact]
    public async Task Backup_NobodyListens_IsTransientAndNamesTheServer()
    {
        using var bench = new Bench(server.Process);
        var task = bench.Backup(
            "b1", "postgres", source => source with { Connection = source.Connection with { Port = 1 } });

        var result = await AgentProcess.RunAsync(task);

        Assert.Equal((AgentExitCode.SourceUnreachable, true), (result.ExitCode, result.Transient));
        Assert.Contains("127.0.0.1:1", result.Message);
        Assert.Contains("refused", result.Message);
    }

    [Fact]
    public async Task Backup_HostThatDoesNotResolve_IsTransientAndNamesIt()
    {
        using var bench = new Bench(server.Process);
        var task = bench.Backup(
            "b1", "postgres",
            source => source with { Connection = source.Connection with { Host = "nowhere.invalid" } });

        var result = await AgentProcess.RunAsync(task);

        Assert.Equal((AgentExitCode.SourceUnreachable, true), (result.ExitCode, result.Transient));
        Assert.Contains("nowhere.invalid", result.Message);
    }

    [Fact]
    public async Task Backup_UserWithoutTheRight_NamesTheTable()
    {
        using var bench = new Bench(server.Process);
        await server.Process.ExecuteAsync("postgres", "create role weak login password 'weak-password'");
        await server.Process.ExecuteAsync("postgres", "create database guarded");
        await server.Process.ExecuteAsync("guarded", "create table secrets(i int)");
        bench.Secret("db", ("username", "weak"), ("password", "weak-password"));

        var result = await AgentProcess.RunAsync(bench.Backup("b1", "guarded"));

        Assert.Equal(AgentExitCode.BadInput, result.ExitCode);
        Assert.Contains("permission denied for table secrets", result.Message);
        Assert.Empty(Manifests(bench));
    }

    [Fact]
    public async Task Backup_PatternThatMatchesNothing_IsBadInput()
    {
        using var bench = new Bench(server.Process);

        var result = await AgentProcess.RunAsync(
            bench.Backup("b1", "postgres", source => source with { Include = new() { Tables = ["no_such_*"] } }));

        Assert.Equal(AgentExitCode.BadInput, result.ExitCode);
        Assert.Contains("no matching tables", result.Message);
    }

    [Fact]
    public async Task Backup_SecretWithoutTheKey_NamesSecretAndKey()
    {
        using var bench = new Bench(server.Process);
        var task = bench.Backup("b1", "postgres");

        var noKey = await AgentProcess.RunAsync(task with { Key = bench.Secret("other", ("kee", "x")) });
        var noSecret = await AgentProcess.RunAsync(task with { Key = bench.Secret("absent") });
        var noPassword = await AgentProcess.RunAsync(
            task with { Backup = task.Backup! with { Connection = bench.Secret("db2", ("username", "x")) } });

        Assert.Equal("Secret other for the encryption key has no key key: add it", noKey.Message);
        Assert.StartsWith("Secret absent for the encryption key does not exist", noSecret.Message);
        Assert.Equal("Secret db has no key password: add it", noPassword.Message);
        Assert.All([noKey, noSecret, noPassword], result => Assert.Equal(AgentExitCode.BadInput, result.ExitCode));
    }

    [Fact]
    public async Task Run_TaskOfAnotherRelease_IsRefused()
    {
        using var bench = new Bench(server.Process);

        var result = await AgentProcess.RunAsync(bench.Inspect() with { ContractVersion = 2 });

        Assert.Equal(AgentExitCode.BadInput, result.ExitCode);
        Assert.Contains("contract version 2", result.Message);
    }

    [Fact]
    public async Task Inspect_FolderThatIsNotThere_IsNoEmptyStore()
    {
        using var bench = new Bench(server.Process);
        Directory.Delete(bench.Store);

        var result = await AgentProcess.RunAsync(bench.Inspect());

        Assert.Equal((AgentExitCode.StoreUnreachable, false), (result.ExitCode, result.Transient));
        Assert.Contains(bench.Store, result.Message);
    }

    [Fact]
    public async Task Inspect_Store_CountsAllAndListsTheNewestOfTheNamespace()
    {
        using var bench = new Bench(server.Process);
        var empty = await AgentProcess.RunAsync(bench.Inspect());
        await bench.StoreAsync("b1", "postgres");
        await bench.StoreAsync("b2", "postgres");
        await using var agent = AgentProcess.Start(bench.Inspect("shop", limit: 1));

        var full = await agent.ResultAsync();
        var other = await AgentProcess.RunAsync(bench.Inspect("elsewhere"));

        Assert.Equal((null, 0, 0L), (empty.Inspect!.RepositoryId, empty.Inspect.Backups, empty.Inspect.Objects));
        Assert.Equal((2, 1), (full.Inspect!.Backups, full.Inspect.ListedBackups));
        var listed = agent.Lines.Single(line => line.Backup is not null).Backup!;
        Assert.Equal(("b2", "run-b2", "key"), (listed.Identity.Backup, listed.ExecutionName, listed.KeySecretName));
        Assert.True(File.Exists(listed.Address["file://".Length..]));
        Assert.Equal((2, 0), (other.Inspect!.Backups, other.Inspect.ListedBackups));
    }

    [Fact]
    public async Task Check_WrongKey_IsBadInputAndNamesTheSecret()
    {
        using var bench = new Bench(server.Process);
        await bench.StoreAsync("b1", "postgres");
        bench.Secret("key", ("key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));

        var check = await AgentProcess.RunAsync(bench.Check("b1"));
        var restore = await AgentProcess.RunAsync(bench.Restore("b1", target => target));
        var backup = await AgentProcess.RunAsync(bench.Backup("b2", "postgres"));

        Assert.All([check, restore, backup], result => Assert.Equal(AgentExitCode.BadInput, result.ExitCode));
        Assert.All(
            [check, restore, backup], result => Assert.StartsWith("Secret key holds another key", result.Message));
    }

    [Fact]
    public async Task Restore_BackupThatWasNeverCommitted_DoesNotExist()
    {
        using var bench = new Bench(server.Process);
        await bench.StoreAsync("b1", "postgres");
        await AgentProcess.RunAsync(bench.Backup("b2", "postgres"));

        var result = await AgentProcess.RunAsync(bench.Restore("b2", target => target));

        Assert.Equal((AgentExitCode.BadInput, AgentReason.BackupNotFound), (result.ExitCode, result.Reason));
    }

    [Theory]
    [InlineData("repository.json")]
    [InlineData("keys/")]
    [InlineData("/packs/")]
    [InlineData(".manifest")]
    [InlineData("backup.json")]
    public async Task Check_OneFlippedByte_FailsAndNamesTheObject(string kind)
    {
        using var bench = new Bench(server.Process);
        await bench.StoreAsync("b1", "postgres");
        var path = Directory.EnumerateFiles(bench.Store, "*", SearchOption.AllDirectories)
            .Single(file => file.Contains(kind));
        var content = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        content[content.Length / 2] ^= 0x20;
        await File.WriteAllBytesAsync(path, content, TestContext.Current.CancellationToken);

        var check = await AgentProcess.RunAsync(bench.Check("b1"));

        Assert.Equal((AgentExitCode.Integrity, AgentReason.IntegrityFailed), (check.ExitCode, check.Reason));
        Assert.Contains(Path.GetFileName(path), check.Message);
    }

    [Fact]
    public async Task Commit_PackThatIsGone_CommitsNothing()
    {
        using var bench = new Bench(server.Process);
        var stored = await AgentProcess.RunAsync(bench.Backup("b1", "postgres"));
        File.Delete(
            Directory.EnumerateFiles(bench.Store, "*", SearchOption.AllDirectories)
                .Single(file => file.Contains("/packs/")));

        var commit = await AgentProcess.RunAsync(bench.Commit("b1", stored.Backup!));

        Assert.Equal(AgentExitCode.Integrity, commit.ExitCode);
        Assert.Contains("is missing", commit.Message);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(bench.Store, "*", SearchOption.AllDirectories),
            file => file.EndsWith("backup.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Commit_ManifestOtherThanReported_CommitsNothing()
    {
        using var bench = new Bench(server.Process);
        var stored = await AgentProcess.RunAsync(bench.Backup("b1", "postgres"));

        var commit = await AgentProcess.RunAsync(
            bench.Commit("b1", stored.Backup! with { ManifestSha256 = new string('0', 64) }));

        Assert.Equal(AgentExitCode.Integrity, commit.ExitCode);
    }

    [Fact]
    public async Task Commit_Repeated_IsTheSameBackup()
    {
        using var bench = new Bench(server.Process);
        var source = await bench.StoreAsync("b1", "postgres");

        var again = await AgentProcess.RunAsync(bench.Commit("b1", source));

        Assert.Equal(AgentExitCode.Succeeded, again.ExitCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Backup_VerifyFull_TrustsOnlyTheAuthorityOfTheSecret(bool right)
    {
        using var certificate = new ServerCertificate();
        using var other = new ServerCertificate();
        await using var secured = await PostgresProcess.StartAsync(certificate);
        using var bench = new Bench(secured) { SslMode = null };
        bench.Secret("db", ("ca.crt", (right ? certificate : other).AuthorityPem));

        var result = await AgentProcess.RunAsync(bench.Backup("b1", "postgres"));

        Assert.Equal(right ? AgentExitCode.Succeeded : AgentExitCode.BadInput, result.ExitCode);
        Assert.Equal(right, result.Message is null);
        Assert.Equal(!right, result.Message?.Contains("check ca.crt of Secret db", StringComparison.Ordinal) ?? false);
    }

    private static IEnumerable<string> Manifests(Bench bench) =>
        Directory.EnumerateFiles(bench.Store, "*.manifest", SearchOption.AllDirectories);
}
