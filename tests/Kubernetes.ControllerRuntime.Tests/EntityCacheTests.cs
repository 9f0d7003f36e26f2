using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime.Caching;
using k8s.Models;

namespace Kubernetes.ControllerRuntime.Tests;

public sealed class EntityCacheTests
{
    private readonly EntityCache<V1Gadget> cache = new();

    [Fact]
    public void Put_ReportOlderThanOurOwnWrite_IsNotTaken()
    {
        cache.Put(At("5"));
        cache.Refresh(At("9"));

        Assert.False(cache.Put(At("7")).Taken);
        Assert.Equal("9", cache.Get("one", "ns")!.Metadata.ResourceVersion);
        Assert.True(cache.Put(At("10")).Taken);
    }

    [Fact]
    public void Refresh_OfAnObjectThatIsGone_DoesNotBringItBack()
    {
        cache.Put(At("5"));
        cache.Remove(Given.Key);
        cache.Refresh(At("6"));
        Assert.Null(cache.Get("one", "ns"));
    }

    [Fact]
    public void Put_AnotherObjectOfTheSameName_ReplacesItWhateverItsVersion()
    {
        cache.Put(At("50"));
        Assert.True(cache.Put(At("7", uid: "other")).Taken);
        cache.Refresh(At("60"));
        Assert.Equal("other", cache.Get("one", "ns")!.Uid());
    }

    [Fact]
    public void Index_FollowsLabelsAndOwners()
    {
        var owner = At("1", uid: "owner");
        var gadget = At("1");
        gadget.SetLabel("colour", "red");
        cache.Put(gadget.OwnedBy(owner));
        Assert.Single(cache.ListByLabel("colour", "red"));
        Assert.Empty(cache.ListByLabel("colour", "red", "elsewhere"));
        Assert.Single(cache.ListByOwner(owner));

        var repainted = At("2");
        repainted.SetLabel("colour", "blue");
        cache.Put(repainted);

        Assert.Empty(cache.ListByLabel("colour", "red"));
        Assert.Single(cache.ListByLabel("colour", "blue"));
        Assert.Empty(cache.ListByOwner(owner));
        cache.Remove(Given.Key);
        Assert.Empty(cache.ListByLabel("colour", "blue"));
    }

    [Fact]
    public void Put_AnnotationOfKubectl_IsNotKept()
    {
        var gadget = At("1");
        gadget.SetAnnotation("kubectl.kubernetes.io/last-applied-configuration", new string('x', 1000));
        cache.Put(gadget);
        Assert.Empty(cache.Get("one", "ns")!.Metadata.Annotations!);
    }

    private static V1Gadget At(string version, string uid = "first")
    {
        var gadget = Given.Gadget();
        gadget.Metadata.Uid = uid;
        gadget.Metadata.ResourceVersion = version;
        return gadget;
    }
}
