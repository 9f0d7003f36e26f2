using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackupOperator.Api;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Cluster;

/// <summary>An API server in memory: versions, preconditions, labels, owners. Any request can be made to fail, before or after its
/// effect; nothing else about it is special.</summary>
internal sealed class InMemoryCluster(TimeProvider time) : IKubernetesClient
{
    private static readonly JsonSerializerOptions Json = KubernetesJson.CreateOptions(ApiJsonContext.Default);

    private readonly Dictionary<(Type Kind, string Namespace, string Name), string> objects = [];
    private readonly Dictionary<string, string> logs = [];
    private int version;

    /// <summary>Asked before each request: which way it fails; null for not at all.</summary>
    public Func<string, Fault?> Faults { get; set; } = _ => null;

    /// <summary>Requests so far.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Names of what was created by requests.</summary>
    public List<string> Created { get; } = [];

    public string DefaultNamespace => Given.Namespace;

    public IEnumerable<T> All<T>() where T : class, IKubernetesObject =>
        objects.Where(pair => pair.Key.Kind == typeof(T)).Select(pair => Read<T>(pair.Value)).OrderBy(entity => entity.Name(), StringComparer.Ordinal);

    public T One<T>(string name) where T : class, IKubernetesObject => All<T>().Single(entity => entity.Name() == name);

    public T? Find<T>(string name) where T : class, IKubernetesObject => All<T>().SingleOrDefault(entity => entity.Name() == name);

    /// <summary>Stores an object as it is, past all rules.</summary>
    public T Put<T>(T entity) where T : class, IKubernetesObject
    {
        entity.Metadata.ResourceVersion = $"{++version}";
        entity.Metadata.NamespaceProperty ??= DefaultNamespace;
        entity.Metadata.Uid ??= $"uid-{typeof(T).Name}-{entity.Name()}-{version}";
        entity.Metadata.CreationTimestamp ??= time.GetUtcNow().UtcDateTime;
        entity.Metadata.Generation ??= 1;
        objects[KeyOf(entity)] = JsonSerializer.Serialize(entity, Json.GetTypeInfo(typeof(T)));
        return Copy(entity);
    }

    public void Remove<T>(string name) where T : class, IKubernetesObject
    {
        var entity = One<T>(name);
        objects.Remove(KeyOf(entity));
        RemoveChildren(entity.Uid());
    }

    public void SetLog(string pod, params string[] lines) => logs[pod] = string.Join('\n', lines) + "\n";

    public Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken) where T : class, IKubernetesObject =>
        RequestAsync($"get {typeof(T).Name} {name}", () =>
            objects.TryGetValue((typeof(T), @namespace ?? "", name), out var json) ? Read<T>(json) : null);

    public async IAsyncEnumerable<T> ListAsync<T>(
        ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken) where T : class, IKubernetesObject
    {
        var found = await RequestAsync($"list {typeof(T).Name}", () => All<T>()
            .Where(entity => options.Namespace is null || entity.Namespace() == options.Namespace)
            .Where(entity => Matches(entity, options.LabelSelector))
            .ToList());
        foreach (var entity in found)
        {
            yield return entity;
        }
    }

    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken) where T : class, IKubernetesObject =>
        RequestAsync($"create {typeof(T).Name} {entity.Name()}", () =>
        {
            if (objects.ContainsKey(KeyOf(entity)))
            {
                throw new KubernetesException(HttpStatusCode.Conflict, "AlreadyExists", $"{entity.Name()} exists");
            }

            Created.Add(entity.Name());
            return Put(Copy(entity));
        });

    public Task<T> PatchAsync<T>(T original, T changed, bool optimistic, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => RequestAsync($"patch {typeof(T).Name} {changed.Name()}", () =>
        {
            var stored = Require<T>(changed);
            if (optimistic && stored.ResourceVersion() != changed.ResourceVersion())
            {
                throw new KubernetesException(HttpStatusCode.Conflict, "Conflict", $"{changed.Name()} changed");
            }

            return Put(Merge(stored, original, changed, status: false));
        });

    public Task<T> PatchStatusAsync<T>(T original, T changed, CancellationToken cancellationToken) where T : class, IKubernetesObject =>
        RequestAsync($"patch status {typeof(T).Name} {changed.Name()}", () =>
        {
            var stored = Require(changed);
            RequireUid(stored, original.Metadata.Uid);
            var merged = Merge(stored, original, changed, status: true);
            // Nothing changed, nothing written: the version stays.
            return JsonNode.DeepEquals(Node(stored), Node(merged)) ? stored : Put(merged);
        });

    public async Task DeleteAsync<T>(string name, string? @namespace, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => await RequestAsync($"delete {typeof(T).Name} {name}", () =>
        {
            if (objects.TryGetValue((typeof(T), @namespace ?? "", name), out var json))
            {
                RequireUid(Read<T>(json), options.Uid);
                Remove<T>(name);
            }

            return true;
        });

    public Task<Stream> ReadLogAsync(string pod, string @namespace, LogOptions options, CancellationToken cancellationToken) =>
        RequestAsync<Stream>($"log {pod}", () => logs.TryGetValue(pod, out var text)
            ? new MemoryStream(Encoding.UTF8.GetBytes(text))
            : throw new KubernetesException(HttpStatusCode.NotFound, "NotFound", $"no log of {pod}"));

    public T Copy<T>(T entity) where T : class, IKubernetesObject =>
        Read<T>(JsonSerializer.Serialize(entity, Json.GetTypeInfo(typeof(T))));

    public Task<string> GetServerVersionAsync(CancellationToken cancellationToken) => Task.FromResult("v1.34.0");

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> ApplyAsync<T>(T entity, string fieldManager, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    private static (Type Kind, string Namespace, string Name) KeyOf<T>(T entity) where T : class, IKubernetesObject =>
        (typeof(T), entity.Namespace(), entity.Name());

    private static T Read<T>(string json) where T : class, IKubernetesObject =>
        (T)JsonSerializer.Deserialize(json, Json.GetTypeInfo(typeof(T)))!;

    private static bool Matches(IKubernetesObject entity, string? selector) => selector is null || selector.Split(',')
        .Select(term => term.Split('=')).All(term => entity.GetLabel(term[0]) == term[1]);

    private static T Merge<T>(T stored, T original, T changed, bool status) where T : class, IKubernetesObject
    {
        var target = Node(stored);
        Apply(target, Node(original), Node(changed), name => (name == "status") == status && name is not "apiVersion" and not "kind");
        return Read<T>(target.ToJsonString());
    }

    // The difference between two states, made on a third: what another changed in between stays.
    private static void Apply(JsonObject target, JsonObject before, JsonObject after, Func<string, bool> takes)
    {
        foreach (var name in before.Select(pair => pair.Key).Union(after.Select(pair => pair.Key)).Where(takes).ToList())
        {
            if (JsonNode.DeepEquals(before[name], after[name]))
            {
                continue;
            }

            if (before[name] is JsonObject from && after[name] is JsonObject to && target[name] is JsonObject into)
            {
                Apply(into, from, to, _ => true);
                continue;
            }

            target.Remove(name);
            if (after[name] is { } value)
            {
                target[name] = value.DeepClone();
            }
        }
    }

    private static JsonObject Node<T>(T entity) where T : class, IKubernetesObject =>
        (JsonObject)JsonSerializer.SerializeToNode(entity, Json.GetTypeInfo(typeof(T)))!;

    private T Require<T>(T entity) where T : class, IKubernetesObject => objects.TryGetValue(KeyOf(entity), out var json)
        ? Read<T>(json)
        : throw new KubernetesException(HttpStatusCode.NotFound, "NotFound", $"{entity.Name()} does not exist");

    private static void RequireUid(IKubernetesObject stored, string? uid)
    {
        if (uid is not null && stored.Metadata.Uid != uid)
        {
            throw new KubernetesException(HttpStatusCode.Conflict, "Conflict", $"{stored.Name()} is another object");
        }
    }

    private void RemoveChildren(string uid)
    {
        foreach (var key in objects.Where(pair => pair.Value.Contains($"\"uid\":\"{uid}\"", StringComparison.Ordinal)).Select(pair => pair.Key).ToList())
        {
            var owners = JsonNode.Parse(objects[key])!["metadata"]!["ownerReferences"]?.AsArray() ?? [];
            if (owners.Any(owner => (string?)owner!["uid"] == uid))
            {
                var child = (string?)JsonNode.Parse(objects[key])!["metadata"]!["uid"];
                objects.Remove(key);
                RemoveChildren(child!);
            }
        }
    }

    private Task<T> RequestAsync<T>(string request, Func<T> effect)
    {
        var fault = Faults(request);
        Requests.Add(request);
        if (fault is Fault.BeforeEffect)
        {
            throw new KubernetesException(null, "Unreachable", $"{request}: connection refused");
        }

        if (fault is Fault.Forbidden)
        {
            throw new KubernetesException(System.Net.HttpStatusCode.Forbidden, "Forbidden", $"{request}: denied by a policy");
        }

        var result = effect();
        return fault is Fault.AfterEffect
            ? throw new KubernetesException(null, "Unreachable", $"{request}: the answer was lost")
            : Task.FromResult(result);
    }
}
