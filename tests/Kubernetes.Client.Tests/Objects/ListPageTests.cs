using System.Text;
using System.Text.Json;
using Kubernetes.Client.Models;
using Kubernetes.Client.Objects;
using k8s.Models;

namespace Kubernetes.Client.Tests.Objects;

public sealed class ListPageTests
{
    private readonly EntityJson json = new([]);

    [Fact]
    public void Read_MetadataAfterItemsAndUnknownFields_FindsBoth()
    {
        var page = Read("""{"x":{"items":[1]},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}],"metadata":{"continue":"next","resourceVersion":"9"}}""");

        Assert.Equal(["a", "b"], page.Items.Select(item => item.Name()));
        Assert.All(page.Items, item => Assert.Equal("ConfigMap", item.Kind));
        Assert.Equal(("next", "9"), (page.Metadata.ContinueProperty, page.Metadata.ResourceVersion));
    }

    [Fact]
    public void Read_NullItems_IsEmpty() => Assert.Empty(Read("""{"metadata":{},"items":null}""").Items);

    [Fact]
    public void Read_ObjectThatDoesNotFit_IsNamedAndTheOthersAreRead()
    {
        var page = Read("""{"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b","namespace":"shop"},"data":[1,{"x":2}]},{"metadata":{"name":"c"}}]}""");

        Assert.Equal(["a", "c"], page.Items.Select(item => item.Name()));
        Assert.StartsWith("shop/b: ", Assert.Single(page.Unreadable));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"items":[{"metadata":{"name":"a"}}""")]
    public void Read_NoList_IsAnError(string text) => Assert.ThrowsAny<JsonException>(() => Read(text));

    private ListPage<V1ConfigMap> Read(string text) =>
        ListPage<V1ConfigMap>.Read(Encoding.UTF8.GetBytes(text), json.TypeInfo<V1ConfigMap>(), json.TypeInfo<V1ListMeta>());
}
