using System.Security.Cryptography;
using System.Text;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime.Rbac;
using Kubernetes.ControllerRuntime.Reconciling;
using Microsoft.Extensions.Logging;
using k8s.Models;

namespace Kubernetes.ControllerRuntime.Events;

/// <summary>Tells people of transitions by events of <c>events.k8s.io/v1</c>, whose reason is the condition's.</summary>
/// <remarks>An event's name follows from object, condition, status, reason and message, so that the same thing said again
/// (also by another replica) counts up a series instead of making a new event. What cannot be told is logged and let go.</remarks>
[EntityRbac(typeof(Eventsv1Event), Verbs = RbacVerb.Get | RbacVerb.Create | RbacVerb.Patch)]
internal sealed partial class EventRecorder(
    IKubernetesClient client, string controller, string instance, TimeProvider time, ILogger<EventRecorder> logger)
    : IEventRecorder
{
    // The API server refuses longer notes.
    private const int LongestNote = 1024;

    // Where events about objects of the whole cluster go.
    private const string ClusterNamespace = "default";

    /// <inheritdoc />
    public Task TellAsync(
        IKubernetesObject entity, string reason, string message, bool warning, CancellationToken cancellationToken) =>
        RecordAsync(entity, [new Transition("", "", reason, message, warning)], cancellationToken);

    /// <summary>Tells of each transition.</summary>
    public async Task RecordAsync(
        IKubernetesObject entity, IReadOnlyList<Transition> transitions, CancellationToken cancellationToken)
    {
        foreach (var transition in transitions)
        {
            var occurrence = Describe(entity, transition);
            try
            {
                await StoreAsync(occurrence, cancellationToken);
            }
            catch (KubernetesException exception)
            {
                LogNotTold(exception, transition.Reason, EntityKey.Of(entity));
            }
        }
    }

    private static string NameOf(IKubernetesObject entity, Transition transition)
    {
        var identity = string.Join('\n', entity.Uid(), transition.Type, transition.Status, transition.Reason, transition.Message);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..16];
        // A name has at most 253 characters.
        var name = entity.Name();
        return $"{(name.Length <= 236 ? name : name[..236])}.{digest}";
    }

    private static string Shorten(string text)
    {
        var note = text.AsSpan();
        while (Encoding.UTF8.GetByteCount(note) > LongestNote)
        {
            note = note[..^1];
        }

        return note.ToString();
    }

    private Eventsv1Event Describe(IKubernetesObject entity, Transition transition) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = NameOf(entity, transition),
            NamespaceProperty = entity.Metadata.NamespaceProperty ?? ClusterNamespace,
        },
        EventTime = time.GetUtcNow().UtcDateTime,
        ReportingController = controller,
        ReportingInstance = instance,
        Action = "Reconcile",
        Reason = transition.Reason,
        Note = Shorten(transition.Message),
        Type = transition.Warning ? "Warning" : "Normal",
        Regarding = entity.MakeObjectReference(),
    };

    private async Task StoreAsync(Eventsv1Event occurrence, CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateAsync(occurrence, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            await CountAsync(occurrence, cancellationToken);
        }
    }

    private async Task CountAsync(Eventsv1Event occurrence, CancellationToken cancellationToken)
    {
        var known = await client.GetAsync<Eventsv1Event>(
            occurrence.Name(), occurrence.Metadata.NamespaceProperty, cancellationToken);
        if (known is null)
        {
            return;
        }

        var counted = client.Copy(known);
        counted.Series = new Eventsv1EventSeries
        {
            Count = (known.Series?.Count ?? 1) + 1,
            LastObservedTime = time.GetUtcNow().UtcDateTime,
        };
        await client.PatchAsync(known, counted, optimistic: false, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "event {Reason} about {Key} could not be told")]
    private partial void LogNotTold(Exception exception, string reason, EntityKey key);
}
