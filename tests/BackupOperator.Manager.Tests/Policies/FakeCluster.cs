using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using BackupOperator.Api;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Events;

namespace BackupOperator.Manager.Tests.Policies;

/// <summary>An API server in memory, for faults: any call can be made to fail before or after it took effect.</summary>
internal sealed class FakeCluster : IKubernetesClient, IEventRecorder
{
    private readonly Dictionary<(Type Type, string? Namespace, string Name), IKubernetesObject> objects = [];
    private int calls;

    /// <summary>The call to fail, counted from 1; 0 for none.</summary>
    public int FailAt { get; set; }

    /// <summary>Whether the failing call takes effect all the same: the answer is lost, not the request.</summary>
    public bool FailAfterEffect { get; set; }

    /// <summary>Whether the failure happened.</summary>
    public bool Failed { get; private set; }

    /// <summary>The time at which objects are created.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Events as <c>reason: message</c>.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Names of what was created.</summary>
    public List<string> Created { get; } = [];

    public string DefaultNamespace => "shop";

    /// <summary>Stores an object past the faults.</summary>
    public T Given<T>(T entity) where T : class, IKubernetesObject
    {
        entity.Metadata.NamespaceProperty ??= DefaultNamespace;
        entity.Metadata.Uid ??= Guid.NewGuid().ToString();
        entity.Metadata.CreationTimestamp ??= Time.GetUtcNow();
        entity.Metadata.Generation ??= 1;
        objects[Key<T>(entity.Name(), entity.Namespace())] = Copy(entity);
        return entity;
    }

    /// <summary>Removes an object past the faults.</summary>
    public void Remove<T>(string name) where T : class, IKubernetesObject => objects.Remove(Key<T>(name, DefaultNamespace));

    /// <summary>All objects of a kind.</summary>
    public IReadOnlyList<T> All<T>() where T : class, IKubernetesObject =>
        [.. objects.Values.OfType<T>().OrderBy(entity => entity.Name(), StringComparer.Ordinal).Select(Copy)];

    /// <summary>Begins to count calls anew.</summary>
    public void Expect(int failAt, bool afterEffect) => (calls, FailAt, FailAfterEffect, Failed) = (0, failAt, afterEffect, false);

    public Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken) where T : class, IKubernetesObject =>
        CallAsync(() => objects.GetValueOrDefault(Key<T>(name, @namespace)) is T found ? Copy(found) : null);

    public async IAsyncEnumerable<T> ListAsync<T>(ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        foreach (var entity in await CallAsync(() => All<T>().Where(entity => entity.Namespace() == options.Namespace).ToList()))
        {
            yield return entity;
        }
    }

    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken) where T : class, IKubernetesObject => CallAsync(() =>
    {
        if (objects.ContainsKey(Key<T>(entity.Name(), entity.Namespace())))
        {
            throw new KubernetesException(HttpStatusCode.Conflict, "AlreadyExists", $"{entity.Name()} exists");
        }

        Created.Add(entity.Name());
        return Given(Copy(entity));
    });

    public Task<T> PatchStatusAsync<T>(T original, T changed, CancellationToken cancellationToken) where T : class, IKubernetesObject =>
        CallAsync(() => Given(Copy(changed)));

    public Task DeleteAsync<T>(string name, string? @namespace, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => CallAsync(() =>
    {
        var key = Key<T>(name, @namespace);
        if (objects.TryGetValue(key, out var found) && options.Uid is { } uid && found.Uid() != uid)
        {
            throw new KubernetesException(HttpStatusCode.Conflict, "Conflict", $"{name} is another");
        }

        return objects.Remove(key);
    });

    public Task TellAsync(IKubernetesObject entity, string reason, string message, bool warning, CancellationToken cancellationToken)
    {
        Events.Add($"{reason}: {message}");
        return Task.CompletedTask;
    }

    public T Copy<T>(T entity) where T : class, IKubernetesObject => (T)JsonSerializer.Deserialize(
        JsonSerializer.Serialize(entity, typeof(T), ApiJsonContext.Default), typeof(T), ApiJsonContext.Default)!;

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> ApplyAsync<T>(T entity, string fieldManager, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> PatchAsync<T>(T original, T changed, bool optimistic, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<Stream> ReadLogAsync(string pod, string @namespace, LogOptions options, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<string> GetServerVersionAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    private static (Type Type, string? Namespace, string Name) Key<T>(string name, string? @namespace) => (typeof(T), @namespace, name);

    private async Task<TResult> CallAsync<TResult>(Func<TResult> effect)
    {
        await Task.Yield();
        Failed |= ++calls == FailAt;
        if (calls != FailAt)
        {
            return effect();
        }

        if (FailAfterEffect)
        {
            effect();
        }

        throw new KubernetesException(HttpStatusCode.InternalServerError, "InternalError", "the server failed, as the test asked");
    }

    /// <summary>What a watch has seen: as fresh as the cluster, or as old as a snapshot.</summary>
    internal sealed class Cache<T>(FakeCluster cluster) : IEntityCache<T> where T : class, IKubernetesObject
    {
        /// <summary>What the cache shows instead of the cluster's state.</summary>
        public IReadOnlyList<T>? Snapshot { get; set; }

        public bool IsSynced => true;

        public T? Get(string name, string? @namespace) => List(@namespace).FirstOrDefault(entity => entity.Name() == name);

        public IReadOnlyList<T> List(string? @namespace = null) =>
            [.. (Snapshot ?? cluster.All<T>()).Where(entity => @namespace is null || entity.Namespace() == @namespace)];

        public IReadOnlyList<T> ListByLabel(string label, string value, string? @namespace = null) =>
            [.. List(@namespace).Where(entity => entity.GetLabel(label) == value)];

        public IReadOnlyList<T> ListByOwner(IKubernetesObject owner) => [.. List().Where(entity => entity.IsOwnedBy(owner))];
    }
}
