using Kubernetes.Client.Models;
using Kubernetes.Client.Tests.Environment;
using Kubernetes.Client.Watching;
using k8s.Models;

namespace Kubernetes.Client.Tests.Watching;

public sealed class KnownObjectsTests
{
    private readonly KnownObjects<V1ConfigMap> known = new();

    [Fact]
    public void EndList_ObjectNotListedAgain_IsDeletedWithItsLastState()
    {
        var gone = Map("gone", "1");
        known.Set(gone);
        known.Set(Map("stays", "1"));

        known.BeginList();
        var listed = known.Set(Map("stays", "1"));
        var changes = known.EndList();

        Assert.Empty(listed);
        Assert.Equal([WatchEventType.Deleted, WatchEventType.Synced], changes.Select(change => change.Type));
        Assert.Same(gone, changes[0].Entity);
    }

    [Fact]
    public void Set_OtherUid_IsDeletedThenAdded()
    {
        known.Set(Map("one", "1", uid: "first"));

        var changes = known.Set(Map("one", "2", uid: "second"));

        Assert.Equal(["Deleted first", "Added second"], changes.Select(change => $"{change.Type} {change.Entity!.Uid()}"));
    }

    [Fact]
    public void Remove_UnknownObject_IsNotReported() => Assert.Empty(known.Remove(Map("one", "1")));

    [Fact]
    public void BeginList_ListBegunAgain_ForgetsWhatTheFirstHadSeen()
    {
        known.Set(Map("one", "1"));
        known.BeginList();
        known.Set(Map("one", "1"));

        // The first list expired in the middle; in the second, the object is gone.
        known.BeginList();

        Assert.Contains(known.EndList(), change => change.Type == WatchEventType.Deleted);
    }

    private static V1ConfigMap Map(string name, string version, string uid = "u")
    {
        var map = Given.ConfigMap("default", name);
        (map.Metadata.ResourceVersion, map.Metadata.Uid) = (version, uid);
        return map;
    }
}
