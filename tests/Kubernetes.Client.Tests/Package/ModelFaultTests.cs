using System.Text.Json.Nodes;
using Kubernetes.Client.Models;
using Kubernetes.Client.Objects;
using k8s.Models;

namespace Kubernetes.Client.Tests.Package;

/// <summary>What the package does with texts, times and memory, and why this room changes it.</summary>
public sealed class ModelFaultTests
{
    private readonly EntityJson json = new([]);

    [Theory]
    [InlineData("0.05", "50m")]
    [InlineData("128000k", "128M")]
    public void Amount_OfAPerson_IsRewrittenByThePackageAndKeptByUs(string text, string rewritten)
    {
        Assert.Equal(rewritten, new ResourceQuantity(text).ToString());
        Assert.Equal(text, new Quantity(text).ToString());
    }

    [Fact]
    public void Amount_WithALargeExponent_CostsThePackageAsManyDigitsAndUsNone()
    {
        // With 20000 instead of 2000 the package works for 20 seconds.
        Assert.True(new ResourceQuantity("1e2000").ToBigInteger().ToString(System.Globalization.CultureInfo.InvariantCulture).Length > 2000);

        Assert.Null(new Quantity("1e20000").ToDecimal());
        Assert.Null(new Quantity($"1e{new string('9', 1_000_000)}").ToDecimal());
        Assert.Equal(1000m, new Quantity("1e3").ToDecimal());
        Assert.Throws<FormatException>(() => new Quantity("1e20000").ToModel());
    }

    [Theory]
    [InlineData("much")]
    [InlineData("1Zi")]
    [InlineData("1e99999999999")]
    public void Amount_ThatIsNone_DoesNotKeepTheOthersFromBeingRead(string amount)
    {
        var list = "{\"items\":[{\"metadata\":{\"name\":\"a\"}},{\"metadata\":{\"name\":\"b\"},\"spec\":{\"containers\":[{\"name\":\"a\",\"resources\":{\"limits\":{\"cpu\":\""
            + amount + "\"}}}]}}]}";

        var page = ListPage<V1Pod>.Read(System.Text.Encoding.UTF8.GetBytes(list), json.TypeInfo<V1Pod>(), json.TypeInfo<V1ListMeta>());

        Assert.Equal(["a"], page.Items.Select(item => item.Name()));
        Assert.Single(page.Unreadable);
    }

    [Fact]
    public void Amount_ThatIsNone_IsAFormatExceptionOfThePackageAndOneUnreadableObjectOfOurs()
    {
        const string Pod = """{"metadata":{"name":"b","namespace":"shop"},"spec":{"containers":[{"name":"a","resources":{"limits":{"cpu":"much"}}}]}}""";
        Assert.ThrowsAny<FormatException>(() => k8s.KubernetesJson.Deserialize<V1Pod>(Pod));

        var list = "{\"items\":[{\"metadata\":{\"name\":\"a\"}}," + Pod + "]}";
        var page = ListPage<V1Pod>.Read(System.Text.Encoding.UTF8.GetBytes(list), json.TypeInfo<V1Pod>(), json.TypeInfo<V1ListMeta>());

        Assert.Equal(["a"], page.Items.Select(item => item.Name()));
        Assert.StartsWith("shop/b: ", Assert.Single(page.Unreadable));
    }

    [Fact]
    public void MicroTime_AtAWholeSecond_HasNoDigitsByThePackageAndSixByUs()
    {
        var lease = new V1Lease { Metadata = new V1ObjectMeta(), Spec = new V1LeaseSpec { RenewTime = new DateTime(2026, 1, 2, 2, 4, 5, DateTimeKind.Utc) } };

        Assert.Equal("2026-01-02T02:04:05Z", (string?)JsonNode.Parse(k8s.KubernetesJson.Serialize(lease))!["spec"]!["renewTime"]);
        Assert.Equal("2026-01-02T02:04:05.000000Z", (string?)json.ToNode(lease)["spec"]!["renewTime"]);
    }

    [Fact]
    public void MicroTime_IsEveryPropertyThatThePackageCallsOne()
    {
        var occurrence = new Eventsv1Event
        {
            Metadata = new V1ObjectMeta(),
            EventTime = DateTime.UnixEpoch,
            Series = new Eventsv1EventSeries { LastObservedTime = DateTime.UnixEpoch },
        };
        var lease = new V1Lease { Metadata = new V1ObjectMeta(), Spec = new V1LeaseSpec { AcquireTime = DateTime.UnixEpoch } };

        var node = json.ToNode(occurrence);
        Assert.Equal("1970-01-01T00:00:00.000000Z", (string?)node["eventTime"]);
        Assert.Equal("1970-01-01T00:00:00.000000Z", (string?)node["series"]!["lastObservedTime"]);
        Assert.Equal("1970-01-01T00:00:00.000000Z", (string?)json.ToNode(lease)["spec"]!["acquireTime"]);
    }

    [Fact]
    public void ManagedFields_AreKeptByThePackageAndDroppedByUs()
    {
        const string Map = """{"metadata":{"name":"a","managedFields":[{"manager":"kubectl","fieldsV1":{"f:data":{}}}]}}""";

        Assert.NotEmpty(k8s.KubernetesJson.Deserialize<V1ConfigMap>(Map).Metadata.ManagedFields);
        Assert.Null(json.Read<V1ConfigMap>(System.Text.Encoding.UTF8.GetBytes(Map), "map").Metadata.ManagedFields);
    }
}
