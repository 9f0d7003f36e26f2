using System.Text.Json.Serialization;

namespace Kubernetes.Client.Configuration;

/// <summary>What is told to an exec plugin, and what it prints (client.authentication.k8s.io).</summary>
internal sealed class ExecObject
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public ExecSpec? Spec { get; set; }

    public ExecStatus? Status { get; set; }
}

/// <summary>What is told to the plugin.</summary>
internal sealed class ExecSpec
{
    public bool Interactive { get; set; }

    public ExecCluster? Cluster { get; set; }
}

/// <summary>The server that the credential is for.</summary>
internal sealed class ExecCluster
{
    public string? Server { get; set; }

    [JsonPropertyName("tls-server-name")]
    public string? TlsServerName { get; set; }

    [JsonPropertyName("insecure-skip-tls-verify")]
    public bool InsecureSkipTlsVerify { get; set; }

    [JsonPropertyName("certificate-authority-data")]
    public string? CertificateAuthorityData { get; set; }

    [JsonPropertyName("proxy-url")]
    public string? ProxyUrl { get; set; }
}

/// <summary>What the plugin prints.</summary>
internal sealed class ExecStatus
{
    public string? Token { get; set; }

    public string? ClientCertificateData { get; set; }

    public string? ClientKeyData { get; set; }

    public DateTimeOffset? ExpirationTimestamp { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExecObject))]
internal sealed partial class ExecJsonContext : JsonSerializerContext;
