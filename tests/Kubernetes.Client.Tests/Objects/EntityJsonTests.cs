using Kubernetes.Client.Objects;
using Kubernetes.Client.Tests.Environment;
using k8s.Models;

namespace Kubernetes.Client.Tests.Objects;

public sealed class EntityJsonTests
{
    private readonly EntityJson json = new([]);

    [Fact]
    public void ToIntent_ObjectAsRead_HoldsNothingOfTheServer()
    {
        var pod = Given.Pod("default", "one");
        pod.Metadata.ResourceVersion = "5";
        pod.Metadata.Uid = "u";
        pod.Metadata.Generation = 3;
        pod.Metadata.CreationTimestamp = DateTime.UnixEpoch;
        pod.Metadata.DeletionTimestamp = DateTime.UnixEpoch;
        pod.Status = new V1PodStatus { Phase = "Running" };

        Assert.Equal(
            """{"metadata":{"name":"one","namespace":"default"},"spec":{"automountServiceAccountToken":false,"containers":[{"image":"localhost/none","name":"main"}],"restartPolicy":"Never"},"apiVersion":"v1","kind":"Pod"}""",
            json.ToIntent(pod).ToJsonString());
    }

    [Fact]
    public void ToNode_Times_AreWrittenAsTheServerDoes()
    {
        var lease = new V1Lease { Spec = new V1LeaseSpec { RenewTime = new DateTime(2026, 1, 2, 2, 4, 5, DateTimeKind.Utc) } };
        lease.Metadata = new V1ObjectMeta { CreationTimestamp = DateTime.UnixEpoch.AddMilliseconds(700) };

        var node = json.ToNode(lease);

        Assert.Equal("1970-01-01T00:00:00Z", (string?)node["metadata"]!["creationTimestamp"]);
        Assert.Equal("2026-01-02T02:04:05.000000Z", (string?)node["spec"]!["renewTime"]);
    }

    [Fact]
    public void Read_QuantityWrittenAsNumber_IsAnAmount()
    {
        var pod = json.Read<V1Pod>("""{"spec":{"containers":[{"name":"a","resources":{"limits":{"cpu":1.5,"memory":"1Gi"}}}]}}"""u8, "pod");

        var limits = pod.Spec!.Containers[0].Resources!.Limits!;
        Assert.Equal((1.5m, 1L << 30), (limits["cpu"].ToDecimal(), limits["memory"].ToInt64()));
    }

    [Fact]
    public void TypeInfo_UnregisteredType_SaysWhatToDo()
    {
        var error = Assert.Throws<InvalidOperationException>(() => json.TypeInfo<EntityJsonTests>());

        Assert.Contains("JsonTypeInfoResolvers", error.Message);
    }
}
