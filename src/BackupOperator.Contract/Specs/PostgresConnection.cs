using Kubernetes.CustomResources;

namespace BackupOperator.Contract.Specs;

/// <summary>How a PostgreSQL server is reached. What is not set here is taken from the Secret.</summary>
public sealed record PostgresConnection
{
    /// <summary>The Secret with <c>username</c> and <c>password</c>, and where they are not set here <c>host</c> and <c>port</c>;
    /// <c>ca.crt</c> for the server's certificate authority, <c>tls.crt</c> and <c>tls.key</c> for a client certificate.
    /// Secrets that CloudNativePG and other operators make fit as they are.</summary>
    [Schema(Required = true, MinLength = 1, Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string SecretName { get; set; } = "";

    /// <summary>The server's host name or address. Default: <c>host</c> of the Secret.</summary>
    public string? Host { get; set; }

    /// <summary>The server's port. Default: <c>port</c> of the Secret, else 5432.</summary>
    [Schema(Minimum = 1, Maximum = 65535)]
    public int? Port { get; set; }

    /// <summary>The database that is connected to for what belongs to the whole server. Default: postgres.</summary>
    [Schema(DefaultJson = "\"postgres\"", MinLength = 1)]
    public string MaintenanceDatabase { get; set; } = "postgres";

    /// <summary>The TLS mode of libpq: disable, allow, prefer, require, verify-ca or verify-full. Default: prefer, as libpq's own;
    /// verify-full where the Secret has <c>ca.crt</c>.</summary>
    [Schema(Pattern = "^(disable|allow|prefer|require|verify-ca|verify-full)$")]
    public string? SslMode { get; set; }
}
