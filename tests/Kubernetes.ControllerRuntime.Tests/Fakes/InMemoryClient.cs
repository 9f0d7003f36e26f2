using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Kubernetes.Client;

namespace Kubernetes.ControllerRuntime.Tests.Fakes;

/// <summary>A client without a server, for faults that a real server does not make when asked: each request can be refused,
/// held or cut. What it keeps it keeps as the server does: versions, generations, finalizers, preconditions.</summary>
internal sealed class InMemoryClient : IKubernetesClient
{
    private static readonly JsonSerializerOptions Json = KubernetesJson.CreateOptions(GadgetJson.Default);

    private readonly Lock gate = new();
    private readonly Dictionary<(Type Type, EntityKey Key), IKubernetesObject> objects = [];
    private readonly List<(Type Type, Action<WatchEventType, IKubernetesObject> Tell)> watchers = [];
    private readonly List<string> writes = [];
    private int version;

    /// <summary>Called before each request with its verb, such as <c>patch-status Gadget</c>; may throw or wait.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public string DefaultNamespace => "default";

    /// <summary>Verbs and kinds of all requests that changed something.</summary>
    public IReadOnlyList<string> Writes
    {
        get
        {
            lock (gate)
            {
                return [.. writes];
            }
        }
    }

    public async Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await AskAsync<T>("get", cancellationToken);
        return Find<T>(name, @namespace);
    }

    /// <summary>Reads without a request.</summary>
    public T? Find<T>(string name, string? @namespace = "ns") where T : class, IKubernetesObject
    {
        lock (gate)
        {
            return objects.TryGetValue((typeof(T), new EntityKey(@namespace, name)), out var found) ? Copy((T)found) : null;
        }
    }

    public IReadOnlyList<T> All<T>() where T : class, IKubernetesObject
    {
        lock (gate)
        {
            return [.. objects.Values.OfType<T>().Select(Copy)];
        }
    }

    public async IAsyncEnumerable<T> ListAsync<T>(
        ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken) where T : class, IKubernetesObject
    {
        await AskAsync<T>("list", cancellationToken);
        foreach (var entity in All<T>())
        {
            yield return entity;
        }
    }

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken) where T : class, IKubernetesObject
    {
        await AskAsync<T>("watch", cancellationToken);
        var reports = Channel.CreateUnbounded<WatchEvent<T>>();
        lock (gate)
        {
            foreach (var entity in All<T>())
            {
                reports.Writer.TryWrite(new WatchEvent<T>(WatchEventType.Added, entity));
            }

            reports.Writer.TryWrite(new WatchEvent<T>(WatchEventType.Synced, null));
            watchers.Add((typeof(T), (type, entity) => reports.Writer.TryWrite(new WatchEvent<T>(type, (T)entity))));
            cuts += () => reports.Writer.TryComplete(new IOException("the watch was cut"));
        }

        await foreach (var report in reports.Reader.ReadAllAsync(cancellationToken))
        {
            yield return report;
        }
    }

    /// <summary>Ends all watches with an error; what happens until they begin anew is told to nobody.</summary>
    public void CutWatches()
    {
        lock (gate)
        {
            watchers.Clear();
            cuts();
            cuts = () => { };
        }
    }

    public async Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken) where T : class, IKubernetesObject
    {
        await AskAsync<T>("create", cancellationToken);
        lock (gate)
        {
            var stored = Copy(entity);
            if (objects.ContainsKey((typeof(T), EntityKey.Of(stored))))
            {
                throw new KubernetesException(HttpStatusCode.Conflict, "AlreadyExists", "exists already");
            }

            stored.Metadata.Uid = Guid.NewGuid().ToString();
            stored.Metadata.Generation = 1;
            stored.Metadata.CreationTimestamp = DateTime.UnixEpoch;
            return Store("create", stored, WatchEventType.Added);
        }
    }

    public Task<T> ApplyAsync<T>(T entity, string fieldManager, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public async Task<T> PatchAsync<T>(T original, T changed, bool optimistic, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await AskAsync<T>("patch", cancellationToken);
        lock (gate)
        {
            var stored = Existing<T>(original);
            if (optimistic && stored.Metadata.ResourceVersion != changed.Metadata.ResourceVersion)
            {
                throw new KubernetesException(HttpStatusCode.Conflict, "Conflict", "the object changed since it was read");
            }

            if (Text(original) == Text(changed))
            {
                return Copy(stored);
            }

            var merged = Copy(changed);
            if (stored is V1Gadget { } before && merged is V1Gadget after)
            {
                after.Status = Copy(before).Status;
                after.Metadata.Generation = before.Metadata.Generation + (after.Spec.Size == before.Spec.Size ? 0 : 1);
            }

            return Store("patch", merged, WatchEventType.Modified);
        }
    }

    public async Task<T> PatchStatusAsync<T>(T original, T changed, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await AskAsync<T>("patch-status", cancellationToken);
        lock (gate)
        {
            var stored = (V1Gadget)(IKubernetesObject)Existing<T>(original);
            if (Status(original) == Status(changed))
            {
                return (T)(IKubernetesObject)Copy(stored);
            }

            var merged = Copy(stored);
            merged.Status = Copy((V1Gadget)(IKubernetesObject)changed).Status;
            return (T)(IKubernetesObject)Store("patch-status", merged, WatchEventType.Modified);
        }
    }

    public async Task DeleteAsync<T>(string name, string? @namespace, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await AskAsync<T>("delete", cancellationToken);
        lock (gate)
        {
            if (Find<T>(name, @namespace) is { } entity)
            {
                entity.Metadata.DeletionTimestamp = DateTime.UnixEpoch;
                Store("delete", entity, WatchEventType.Modified);
            }
        }
    }

    public Task<Stream> ReadLogAsync(string pod, string @namespace, LogOptions options, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public T Copy<T>(T entity) where T : class, IKubernetesObject =>
        JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(entity, Json), Json)!;

    public Task<string> GetServerVersionAsync(CancellationToken cancellationToken) => Task.FromResult("v0.0.0");

    private static string Text<T>(T entity) => JsonSerializer.Serialize(entity, Json);

    private static string? Status<T>(T entity) => JsonNode.Parse(Text(entity))!["status"]?.ToJsonString();

    private Action cuts = () => { };

    private async Task AskAsync<T>(string verb, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Before($"{verb} {Describe<T>()}").WaitAsync(cancellationToken);
    }

    private static string Describe<T>() => ResourceDescriptor.Of(typeof(T)).Kind;

    private T Existing<T>(IKubernetesObject entity) where T : class, IKubernetesObject =>
        objects.TryGetValue((typeof(T), EntityKey.Of(entity)), out var stored)
            ? (T)stored
            : throw new KubernetesException(HttpStatusCode.NotFound, "NotFound", "it is not there");

    private T Store<T>(string verb, T entity, WatchEventType change) where T : class, IKubernetesObject
    {
        entity.Metadata.ResourceVersion = $"{++version}";
        writes.Add($"{verb} {Describe<T>()}");
        var gone = entity.Metadata.DeletionTimestamp is not null && entity.Metadata.Finalizers is not { Count: > 0 };
        if (gone)
        {
            objects.Remove((typeof(T), EntityKey.Of(entity)));
        }
        else
        {
            objects[(typeof(T), EntityKey.Of(entity))] = entity;
        }

        foreach (var (type, tell) in watchers)
        {
            if (type == typeof(T))
            {
                tell(gone ? WatchEventType.Deleted : change, Copy(entity));
            }
        }

        return Copy(entity);
    }
}
