using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Kubernetes.Client.Models;

namespace Kubernetes.Client;

/// <summary>How objects are written: camel case, nothing for null, times to the second in UTC.</summary>
/// <remarks>A context of another assembly sets <c>UseStringEnumConverter</c>, which is a part of the contracts that it makes; its other
/// options do not carry over.</remarks>
public static class KubernetesJson
{
    /// <summary>Options that know the package's models, the types of this assembly and those of the given resolvers.</summary>
    public static JsonSerializerOptions CreateOptions(params IEnumerable<IJsonTypeInfoResolver> resolvers)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            // The package's contracts come first: a context of another assembly holds those of the models that its types mention.
            TypeInfoResolver = JsonTypeInfoResolver.Combine([ModelContract.Resolver, KubernetesJsonContext.Default, .. resolvers]),
        };
        options.Converters.Add(new TimeConverter());
        options.Converters.Add(new ModelTimeConverter());
        options.MakeReadOnly();
        return options;
    }
}
