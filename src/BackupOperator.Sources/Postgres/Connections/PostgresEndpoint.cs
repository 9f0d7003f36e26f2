using System.Globalization;

namespace BackupOperator.Sources.Postgres.Connections;

/// <summary>A server and the credentials for it. Never written anywhere as a whole.</summary>
internal sealed record PostgresEndpoint
{
    private static readonly string[] Modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

    public required string SecretName { get; init; }

    public required string Host { get; init; }

    public required int Port { get; init; }

    public required string User { get; init; }

    /// <summary>Null where the server trusts the client certificate or the address.</summary>
    public string? Password { get; init; }

    public required string MaintenanceDatabase { get; init; }

    public required string SslMode { get; init; }

    public string? CaFile { get; init; }

    public string? CertificateFile { get; init; }

    public string? KeyFile { get; init; }

    /// <summary>For messages.</summary>
    public string Server => $"{Host}:{Port.ToString(CultureInfo.InvariantCulture)}";

    public bool Verifies => SslMode is "verify-ca" or "verify-full";

    /// <summary>Reads the Secret.</summary>
    /// <exception cref="SourceException">The Secret lacks a key, or a value is unusable.</exception>
    public static PostgresEndpoint Read(PostgresConnectionOptions options)
    {
        var secret = new SecretFolder(options.SecretName, options.SecretPath);
        var user = secret.Require("username", "user");
        var certificate = secret.Has("tls.crt") && secret.Has("tls.key");
        var password = certificate ? secret.Read("password") : secret.Require("password");
        if (password?.AsSpan().ContainsAny('\n', '\r', '\0') == true)
        {
            throw Unusable(options, "password", "it contains a line break");
        }

        var ca = secret.Has("ca.crt") ? secret.PathOf("ca.crt") : null;
        return new PostgresEndpoint
        {
            SecretName = options.SecretName,
            Host = options.Host ?? secret.Require("host"),
            Port = options.Port ?? ReadPort(options, secret),
            User = user,
            Password = password,
            MaintenanceDatabase = options.MaintenanceDatabase,
            SslMode = ReadMode(options, ca),
            CaFile = ca,
            CertificateFile = certificate ? secret.PathOf("tls.crt") : null,
            KeyFile = certificate ? secret.PathOf("tls.key") : null,
        };
    }

    private static int ReadPort(PostgresConnectionOptions options, SecretFolder secret)
    {
        if (secret.Read("port") is not { Length: > 0 } text)
        {
            return 5432;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and < 65536
            ? port
            : throw Unusable(options, "port", "it is not a number from 1 to 65535");
    }

    private static string ReadMode(PostgresConnectionOptions options, string? ca)
    {
        var mode = options.SslMode ?? (ca is null ? "prefer" : "verify-full");
        if (!Modes.Contains(mode))
        {
            throw new SourceException(
                SourceFailure.BadInput, $"TLS mode {mode} is unknown: use one of {string.Join(", ", Modes)}");
        }

        // libpq: "if a root CA file exists, the behavior of require will be the same as verify-ca".
        return mode == "require" && ca is not null ? "verify-ca" : mode;
    }

    private static SourceException Unusable(PostgresConnectionOptions options, string key, string why) =>
        new(SourceFailure.BadInput, $"key {key} of Secret {options.SecretName} cannot be used: {why}");
}
