using System.Text.Json.Serialization.Metadata;
using k8s.Models;

namespace Kubernetes.Client.Models;

/// <summary>Changes how the package's models are read and written, where its own way costs memory or is refused.</summary>
internal static class ModelContract
{
    private static readonly (Type Type, string Property)[] MicroTimes =
    [
        (typeof(V1LeaseSpec), "acquireTime"),
        (typeof(V1LeaseSpec), "renewTime"),
        (typeof(Eventsv1Event), "eventTime"),
        (typeof(Eventsv1EventSeries), "lastObservedTime"),
    ];

    /// <summary>The package's source-generated contracts with these changes.</summary>
    public static IJsonTypeInfoResolver Resolver { get; } = k8s.SourceGenerationContext.Default.WithAddedModifier(Change);

    private static void Change(JsonTypeInfo contract)
    {
        if (contract.Type == typeof(V1ObjectMeta))
        {
            // Who wrote which field is four fifths of an object in a cache, and nothing here asks for it.
            Remove(contract, "managedFields");
        }

        foreach (var (_, property) in MicroTimes.Where(time => time.Type == contract.Type))
        {
            var time = Property(contract, property);
            time.CustomConverter = time.PropertyType == typeof(DateTime) ? new MicroTimeConverter() : new MicroTimeConverter.Optional();
        }
    }

    private static void Remove(JsonTypeInfo contract, string name) => contract.Properties.Remove(Property(contract, name));

    // A model that lost the property is a release of the package that this code does not know.
    private static JsonPropertyInfo Property(JsonTypeInfo contract, string name) =>
        contract.Properties.Single(property => property.Name == name);
}
