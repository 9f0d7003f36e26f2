using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Kubernetes.Client.Objects;

/// <summary>Reads and writes registered types.</summary>
internal sealed class EntityJson(IEnumerable<IJsonTypeInfoResolver> resolvers)
{
    /// <summary>What the server alone sets; sending it back would be a precondition or an error.</summary>
    private static readonly string[] ServerFields =
        ["uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp"];

    private readonly JsonSerializerOptions options = KubernetesJson.CreateOptions(resolvers);

    public JsonTypeInfo<T> TypeInfo<T>() => options.TryGetTypeInfo(typeof(T), out var info)
        ? (JsonTypeInfo<T>)info
        : throw new InvalidOperationException(
            $"{typeof(T).Name} is not registered: add its JsonSerializerContext to KubernetesClientOptions.JsonTypeInfoResolvers");

    /// <summary>Writes a value that is no object of its own, such as the options of a deletion.</summary>
    public byte[] ToBytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, TypeInfo<T>());

    /// <summary>Reads an object and fills in what lists and watches leave out.</summary>
    public T Read<T>(ReadOnlySpan<byte> json, string target) where T : class, IKubernetesObject
    {
        try
        {
            return Complete(JsonSerializer.Deserialize(json, TypeInfo<T>()));
        }
        catch (Exception exception) when (UnreadableObject.IsCause(exception))
        {
            throw Unreadable(target, exception);
        }
    }

    public static T Complete<T>(T? entity) where T : class, IKubernetesObject
    {
        if (entity is null)
        {
            throw new JsonException("null instead of an object");
        }

        var resource = ResourceDescriptor.Of(typeof(T));
        entity.ApiVersion ??= resource.ApiVersion;
        entity.Kind ??= resource.Kind;
        return entity;
    }

    public static KubernetesException Unreadable(string target, Exception exception) =>
        new(null, "Unreadable", $"{target}: the answer is not the object asked for: {exception.Message}", exception);

    /// <summary>An equal object that shares nothing with the given one.</summary>
    public T Copy<T>(T entity) where T : class, IKubernetesObject =>
        Complete(JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(entity, TypeInfo<T>()), TypeInfo<T>()));

    /// <summary>The whole object, with its kind.</summary>
    public JsonObject ToNode<T>(T entity) where T : class, IKubernetesObject
    {
        var node = (JsonObject)JsonSerializer.SerializeToNode(entity, TypeInfo<T>())!;
        var resource = ResourceDescriptor.Of(typeof(T));
        node["apiVersion"] = resource.ApiVersion;
        node["kind"] = resource.Kind;
        return node;
    }

    /// <summary>The object as someone wants it to be: without status, and without what the server sets.</summary>
    public JsonObject ToIntent<T>(T entity) where T : class, IKubernetesObject
    {
        var node = ToNode(entity);
        node.Remove("status");
        if (node["metadata"] is not JsonObject metadata)
        {
            return node;
        }

        foreach (var field in ServerFields)
        {
            metadata.Remove(field);
        }

        return node;
    }
}
