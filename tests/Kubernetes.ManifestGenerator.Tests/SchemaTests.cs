using System.Text.Json.Nodes;
using Kubernetes.CustomResources;
using Kubernetes.ManifestGenerator.Definitions;
using Kubernetes.ManifestGenerator.Documentation;
using Kubernetes.ManifestGenerator.Roles;
using Kubernetes.ManifestGenerator.Schemas;

namespace Kubernetes.ManifestGenerator.Tests;

public sealed class SchemaTests
{
    [Fact]
    public void Definition_OfEveryForm_EqualsTheGoldenFile() => GoldenFile.AssertEqual(
        "widgets.yaml", Manifest.Of("x", CustomResourceDefinition.Of(typeof(V1Widget), new TypeDocumentation())).Content);

    [Fact]
    public void Role_OfAController_EqualsTheGoldenFile() => GoldenFile.AssertEqual(
        "role.yaml", Manifest.Of("x", ClusterRole.Of("widgets", RoleRules.Of(typeof(WidgetController).Assembly))).Content);

    [Fact]
    public void Schema_OfATypeThatContainsItself_IsRefused()
    {
        var error = Assert.Throws<NotSupportedException>(() => new SchemaBuilder(new TypeDocumentation()).Build(typeof(Loop)));
        Assert.Contains("Loop contains itself", error.Message);
    }

    [Fact]
    public void Schema_OfAListWithAnOptionalKey_IsRefused()
    {
        var error = Assert.Throws<NotSupportedException>(() => new SchemaBuilder(new TypeDocumentation()).Build(typeof(Keyless)));
        Assert.Contains("Keyless.Items: items are told apart by name, so make it required", error.Message);
    }

    [Theory]
    [InlineData("yes", "\"yes\"")]
    [InlineData("1.5", "\"1.5\"")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("a #b", "\"a #b\"")]
    [InlineData("say \"so\" \\ twice", "\"say \\\"so\\\" \\\\ twice\"")]
    [InlineData("plain words, all of them", "plain words, all of them")]
    [InlineData("", "\"\"")]
    public void Yaml_Text_IsQuotedWhereAReaderWouldTakeItForSomethingElse(string text, string expected) =>
        Assert.Equal($"text: {expected}\n", Yaml.Write(new JsonObject { ["text"] = text }));

    [Fact]
    public void Yaml_LongText_IsFoldedBetweenWords()
    {
        var text = string.Join(' ', Enumerable.Range(0, 60).Select(number => $"word{number}"));
        var lines = Yaml.Write(new JsonObject { ["text"] = text }).TrimEnd('\n').Split('\n');
        Assert.Equal("text: >-", lines[0]);
        Assert.Equal(text, string.Join(' ', lines.Skip(1).Select(line => line.Trim())));
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 112));
    }

    private sealed class Loop
    {
        public Loop? Inner { get; set; }
    }

    private sealed class Keyless
    {
        [Schema(ListMapKey = "name")]
        public IList<Item>? Items { get; set; }
    }

    private sealed class Item
    {
        public string? Name { get; set; }
    }
}
