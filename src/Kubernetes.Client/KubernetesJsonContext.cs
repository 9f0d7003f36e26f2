using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kubernetes.Client.Models;
using Kubernetes.Client.Watching;

namespace Kubernetes.Client;

/// <summary>The types of this assembly that are read and written; the package's models have contracts of their own.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Condition))]
[JsonSerializable(typeof(WatchFrame))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class KubernetesJsonContext : JsonSerializerContext;
