using System.Text.Json.Nodes;

namespace Kubernetes.Client.Objects;

/// <summary>Computes JSON merge patches (RFC 7386) from two states of an object.</summary>
internal static class MergePatch
{
    /// <summary>The patch that turns one state into the other; empty when they are equal.</summary>
    /// <remarks>A field that is gone becomes null, lists are replaced as a whole.</remarks>
    public static JsonObject Between(JsonObject original, JsonObject changed)
    {
        var patch = new JsonObject();
        foreach (var (name, _) in original)
        {
            if (!changed.ContainsKey(name))
            {
                patch[name] = null;
            }
        }

        foreach (var (name, value) in changed)
        {
            Compare(patch, name, original[name], value);
        }

        return patch;
    }

    private static void Compare(JsonObject patch, string name, JsonNode? before, JsonNode? after)
    {
        if (JsonNode.DeepEquals(before, after))
        {
            return;
        }

        // An object that is new keeps its own form: a null in it would mean nothing, and there is none.
        patch[name] = before is JsonObject from && after is JsonObject to ? Between(from, to) : after?.DeepClone();
    }
}
