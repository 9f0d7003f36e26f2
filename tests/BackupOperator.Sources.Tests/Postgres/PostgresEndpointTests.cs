using BackupOperator.Sources.Postgres.Connections;

namespace BackupOperator.Sources.Tests.Postgres;

public sealed class PostgresEndpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secret-").FullName;

    [Fact]
    public void Read_SecretOfAnOperator_FitsAsItIs()
    {
        Given(("username", "app\n"), ("password", "s3cret\n"), ("host", "db-rw"), ("port", "6432"));

        var endpoint = PostgresEndpoint.Read(Options());

        Assert.Equal(
            ("app", "s3cret", "db-rw", 6432, "prefer"),
            (endpoint.User, endpoint.Password, endpoint.Host, endpoint.Port, endpoint.SslMode));
    }

    [Fact]
    public void Read_Overrides_WinOverTheSecret()
    {
        Given(("username", "app"), ("password", "x"), ("host", "db-rw"), ("ca.crt", "pem"));

        var endpoint = PostgresEndpoint.Read(Options() with { Host = "other", Port = 1, SslMode = "require" });

        Assert.Equal(("other", 1, "verify-ca"), (endpoint.Host, endpoint.Port, endpoint.SslMode));
    }

    [Fact]
    public void Read_AuthorityWithoutMode_VerifiesTheName()
    {
        Given(("username", "app"), ("password", "x"), ("host", "db-rw"), ("ca.crt", "pem"));

        Assert.Equal("verify-full", PostgresEndpoint.Read(Options()).SslMode);
    }

    [Fact]
    public void Read_KeyMissing_NamesSecretAndKey()
    {
        Given(("username", "app"), ("host", "db-rw"));

        Assert.Equal("Secret orders-db has no key password: add it", Refusal());
    }

    [Fact]
    public void Read_SecretMissing_NamesIt() => Assert.StartsWith("Secret orders-db does not exist", Refusal());

    [Theory]
    [InlineData("port", "54x2", "port")]
    [InlineData("password", "a\nb", "password")]
    public void Read_UnusableValue_NamesItsKeyAndKeepsItToItself(string key, string value, string named)
    {
        Given(("username", "app"), ("password", "x"), ("host", "db-rw"));
        Given((key, value));

        var refusal = Refusal();

        Assert.StartsWith($"key {named} of Secret orders-db cannot be used", refusal);
        Assert.DoesNotContain(value, refusal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Refusal()
    {
        var failure = Assert.Throws<SourceException>(() => PostgresEndpoint.Read(Options()));
        Assert.Equal(SourceFailure.BadInput, failure.Failure);
        return failure.Message;
    }

    private PostgresConnectionOptions Options() => new() { SecretName = "orders-db", SecretPath = _folder };

    private void Given(params (string Key, string Value)[] files)
    {
        foreach (var (key, value) in files)
        {
            File.WriteAllText(Path.Combine(_folder, key), value);
        }
    }
}
