using System.Text.Json.Nodes;
using Kubernetes.Client.Objects;

namespace Kubernetes.Client.Tests.Objects;

public sealed class MergePatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", "{}")]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", """{"b":null}""")]
    [InlineData("""{"a":{"b":1,"c":2}}""", """{"a":{"b":1}}""", """{"a":{"c":null}}""")]
    [InlineData("""{"a":{"b":1}}""", """{}""", """{"a":null}""")]
    [InlineData("""{}""", """{"a":{"b":{"c":1}}}""", """{"a":{"b":{"c":1}}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2]}""", """{"a":[2]}""")]
    [InlineData("""{"a":[{"b":1}]}""", """{"a":[{"b":1}]}""", "{}")]
    [InlineData("""{"a":{"b":1}}""", """{"a":"b"}""", """{"a":"b"}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{}}""", """{"a":{"b":null}}""")]
    public void Between_TwoStates_IsTheLeastPatch(string original, string changed, string expected)
    {
        var patch = MergePatch.Between((JsonObject)JsonNode.Parse(original)!, (JsonObject)JsonNode.Parse(changed)!);

        Assert.Equal(expected, patch.ToJsonString());
    }
}
