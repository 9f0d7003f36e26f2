using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Kubernetes.Client.Models;

namespace Kubernetes.Client;

/// <summary>How objects are written: camel case, nothing for null, times to the second in UTC.</summary>
/// <remarks>Enumerations need <see cref="JsonStringEnumConverter{TEnum}"/> on their type: options of a context do not carry over.</remarks>
public static class KubernetesJson
{
    /// <summary>Options that know the types of this assembly and of the given resolvers.</summary>
    public static JsonSerializerOptions CreateOptions(params IEnumerable<IJsonTypeInfoResolver> resolvers)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            TypeInfoResolver = JsonTypeInfoResolver.Combine([KubernetesJsonContext.Default, .. resolvers]),
        };
        options.Converters.Add(new TimeConverter());
        options.MakeReadOnly();
        return options;
    }
}
