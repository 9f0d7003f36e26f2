using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s.Models;

namespace Kubernetes.Client.Objects;

/// <summary>One page of a list.</summary>
/// <param name="Items">The objects.</param>
/// <param name="Unreadable">Objects that do not fit their type, with the cause.</param>
/// <param name="Metadata">Where the next page begins, and the version of the whole list.</param>
internal sealed record ListPage<T>(IReadOnlyList<T> Items, IReadOnlyList<string> Unreadable, V1ListMeta Metadata) where T : class, IKubernetesObject
{
    /// <summary>Reads any list: its <c>items</c> one by one, so that no list types are needed.</summary>
    public static ListPage<T> Read(ReadOnlySpan<byte> json, JsonTypeInfo<T> item, JsonTypeInfo<V1ListMeta> metadata)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("a list is an object");
        }

        var items = new List<T>();
        var unreadable = new List<string>();
        var meta = new V1ListMeta();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("items"u8))
            {
                ReadItems(ref reader, items, unreadable, item);
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                meta = JsonSerializer.Deserialize(ref reader, metadata) ?? meta;
            }
            else
            {
                reader.Skip();
            }
        }

        return new ListPage<T>(items, unreadable, meta);
    }

    private static void ReadItems(ref Utf8JsonReader reader, List<T> items, List<string> unreadable, JsonTypeInfo<T> item)
    {
        reader.Read();
        // A server written in Go may write an empty list as null.
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = reader;
            try
            {
                items.Add(EntityJson.Complete(JsonSerializer.Deserialize(ref reader, item)));
            }
            catch (Exception exception) when (UnreadableObject.IsCause(exception))
            {
                // One object that does not fit must not hide the others. A list that is cut fails here again.
                reader = start;
                unreadable.Add(UnreadableObject.Describe(JsonElement.ParseValue(ref reader), exception));
            }
        }
    }
}
