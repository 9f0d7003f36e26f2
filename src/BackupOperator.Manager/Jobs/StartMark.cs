using System.Globalization;
using BackupOperator.Api;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Jobs;

/// <summary>Marks what is carried out once, before its first agent is started. The mark is an annotation, so it is in every export
/// of the object; the status, which says what was done, is not taken by the API server from what is created.</summary>
/// <remarks>The mark holds the object's own name and uid. With its own uid an object goes on: the manager may have ended between
/// the mark and the agent. With another uid it is a copy. Under another name it is what a person made of the YAML, and is
/// started.</remarks>
internal sealed class StartMark(IKubernetesClient client, TimeProvider time)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>Whether an object is a copy of one that was started; a mark that cannot be read counts as another's.</summary>
    public static bool IsCopy(IKubernetesObject entity) =>
        Read(entity) is { } mark && (mark is not [_, var name, var uid] || (name == entity.Name() && uid != entity.Uid()));

    /// <summary>Why an object is not started, and what to do to have it started; null when it is no copy.</summary>
    /// <param name="kind">The object's kind.</param>
    /// <param name="entity">The object.</param>
    public static string? Refuse(string kind, IKubernetesObject entity)
    {
        if (!IsCopy(entity))
        {
            return null;
        }

        var when = Read(entity) is [var instant, ..] && instant.Length > 0 ? $" at {instant}" : "";
        return $"this {kind} was already started{when}, by another object of the same name, and is not carried out again: nothing was "
            + $"done for this one; create it under another name, or without the annotation {Annotation.Started}, to have it carried out";
    }

    /// <summary>Marks an object with its own uid, where it is not.</summary>
    /// <param name="entity">The object as it was read: one that was changed or replaced since is not marked.</param>
    /// <param name="since">When it was started; null for now.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>Whether it is marked; when not, nothing may be started before it was read again.</returns>
    public async Task<bool> TrySetAsync<T>(T entity, DateTimeOffset? since, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        if (Read(entity) is [_, var name, var uid] && name == entity.Name() && uid == entity.Uid())
        {
            return true;
        }

        var instant = (since ?? time.GetUtcNow()).UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        var marked = client.Copy(entity);
        marked.SetAnnotation(Annotation.Started, $"{instant} {entity.Name()} {entity.Uid()}");
        try
        {
            await client.PatchAsync(entity, marked, optimistic: true, cancellationToken);
            return true;
        }
        catch (KubernetesException exception) when (exception.IsConflict || exception.IsNotFound)
        {
            return false;
        }
    }

    /// <summary>Marks what has ended without a mark, before it began or before there were marks: a copy of it must not do what it
    /// did, or was not to do. A mark that cannot be set is tried again at the next look.</summary>
    public async Task CloseAsync<T>(T entity, DateTimeOffset? since, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        try
        {
            _ = IsCopy(entity) || await TrySetAsync(entity, since, cancellationToken);
        }
        catch (KubernetesException)
        {
            // The object has ended: that its mark is refused must not make it look otherwise.
        }
    }

    private static string[]? Read(IKubernetesObject entity) => entity.GetAnnotation(Annotation.Started)?.Split(' ');
}
