namespace BackupOperator.Sources.Postgres.Connections;

/// <summary>Where the connection's Secret is, and what overrides it.</summary>
public sealed record PostgresConnectionOptions
{
    /// <summary>The Secret's name, for messages.</summary>
    public required string SecretName { get; init; }

    /// <summary>The folder with one file for each of the Secret's keys; empty when the Secret does not exist.</summary>
    public required string SecretPath { get; init; }

    /// <summary>The server's host; null to take it from the Secret.</summary>
    public string? Host { get; init; }

    /// <summary>The server's port; null to take it from the Secret, else 5432.</summary>
    public int? Port { get; init; }

    /// <summary>The database that is connected to for what belongs to the whole server.</summary>
    public string MaintenanceDatabase { get; init; } = "postgres";

    /// <summary>The TLS mode in libpq's words; null for prefer, or verify-full where the
    /// Secret has <c>ca.crt</c>.</summary>
    public string? SslMode { get; init; }
}
