using System.Text.Json;

namespace Kubernetes.Client.Watching;

/// <summary>One line of a watch.</summary>
internal sealed class WatchFrame
{
    /// <summary><c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>, <c>BOOKMARK</c> or <c>ERROR</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>The object, or a status for <c>ERROR</c>.</summary>
    public JsonElement Object { get; set; }
}
