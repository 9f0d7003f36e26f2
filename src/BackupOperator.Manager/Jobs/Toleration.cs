using System.Text.Json;
using Kubernetes.Client.Models;

namespace BackupOperator.Manager.Jobs;

/// <summary>Reads tolerations as people write them in a job template, where the schema lets anything pass.</summary>
internal static class Toleration
{
    /// <summary>Reads one; fields of another type than Kubernetes' own are left out.</summary>
    public static V1Toleration Read(JsonElement json) => new()
    {
        Key = Text(json, "key"),
        Operator = Text(json, "operator"),
        Value = Text(json, "value"),
        Effect = Text(json, "effect"),
        TolerationSeconds = json.ValueKind is JsonValueKind.Object
            && json.TryGetProperty("tolerationSeconds", out var seconds)
            && seconds.ValueKind is JsonValueKind.Number && seconds.TryGetInt64(out var value)
                ? value
                : null,
    };

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}
