using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kubernetes.Client;
using k8s.Models;

namespace BackupOperator.Manager.Jobs;

/// <summary>Reads parts of a pod's spec as people write them in a job template, where the schema lets anything pass.</summary>
internal static class PodFragment
{
    private static readonly JsonSerializerOptions Options = KubernetesJson.CreateOptions();

    /// <summary>Reads a toleration.</summary>
    /// <exception cref="FormatException">It has another form than Kubernetes' own; says where.</exception>
    public static V1Toleration Toleration(JsonElement json) => Read<V1Toleration>(json, "toleration");

    /// <summary>Reads an affinity.</summary>
    /// <exception cref="FormatException">It has another form than Kubernetes' own; says where.</exception>
    public static V1Affinity Affinity(JsonElement json) => Read<V1Affinity>(json, "affinity");

    /// <summary>Leaves out what does not fit. A template is checked before its first Job; one that was frozen or changed since then
    /// must not keep the Job that it made from being found.</summary>
    public static Func<JsonElement, T?> Fitting<T>(Func<JsonElement, T> read) where T : class => json =>
    {
        try
        {
            return read(json);
        }
        catch (FormatException)
        {
            return null;
        }
    };

    private static T Read<T>(JsonElement json, string what)
    {
        try
        {
            return json.Deserialize((JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T))) ?? throw new FormatException(Advice(what, "it is null"));
        }
        catch (JsonException exception)
        {
            throw new FormatException(Advice(what, $"{exception.Path} does not fit"), exception);
        }
    }

    private static string Advice(string what, string fault) => $"is no {what}: {fault}; write it as in a pod's spec";
}
