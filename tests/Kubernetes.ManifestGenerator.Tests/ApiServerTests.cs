using Kubernetes.ManifestGenerator.Definitions;
using Kubernetes.ManifestGenerator.Documentation;
using Kubernetes.ManifestGenerator.Roles;

namespace Kubernetes.ManifestGenerator.Tests;

/// <summary>What a real API server makes of a generated definition.</summary>
public sealed class ApiServerTests : IAsyncLifetime
{
    private const string Definition = "crd/widgets.generator.test";

    public async ValueTask InitializeAsync()
    {
        Kubectl.SkipWithoutServer();
        var definition = Manifest.Of("x", CustomResourceDefinition.Of(typeof(V1Widget), new TypeDocumentation())).Content;
        await Kubectl.DefineAsync(definition);
    }

    // The definition stays: the next test would have to wait for its end before it could make it again.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Definition_Applied_IsStructural()
    {
        var conditions = await Kubectl.MustAsync(null, "get", Definition, "-o", "jsonpath={.status.conditions[*].type}");
        Assert.DoesNotContain("NonStructuralSchema", conditions);
        Assert.Contains("Established", conditions);
    }

    [Fact]
    public async Task Explain_OfAField_ShowsItsDocumentation()
    {
        await PublishedAsync();
        Assert.Contains("Not below lower.", await Kubectl.MustAsync(null, "explain", "widgets.spec.upper"));
        Assert.Contains("Polished: By hand, to a shine.", Flat(await Kubectl.MustAsync(null, "explain", "widgets.spec.finish")));
    }

    [Theory]
    [InlineData("spec: {lower: 1, finish: Raw, parts: [{name: a}], amounts: {cpu: 1, memory: 2Gi}, anything: {a: [1]}}", null)]
    [InlineData("spec: {}", "spec.lower")]
    [InlineData("spec: {lower: 1, finish: Shiny}", "Unsupported value: \"Shiny\"")]
    [InlineData("spec: {lower: 1, upper: 3}", "spec.upper")]
    [InlineData("spec: {lower: 1, label: X1}", "spec.label")]
    [InlineData("spec: {lower: 1, parts: [{name: a}, {name: a}]}", "Duplicate value")]
    [InlineData("spec: {lower: 1, amounts: {cpu: lots}}", "spec.amounts.cpu")]
    public async Task Object_IsTakenOrRefusedByTheSchema(string spec, string? refusal)
    {
        var (exitCode, output) = await CreateAsync(spec);
        Assert.Equal(refusal is null, exitCode == 0);
        Assert.Contains(refusal ?? "created", output);
    }

    [Fact]
    public async Task Rule_ThatDoesNotHold_IsRefusedInItsOwnWords()
    {
        var kept = await Kubectl.MustAsync(null, "get", Definition, "-o",
            "jsonpath={.spec.versions[0].schema.openAPIV3Schema.properties.spec.x-kubernetes-validations}");
        Assert.SkipWhen(kept.Length == 0,
            "validation rules in definitions need Kubernetes 1.25 or newer; this API server is older and has dropped them");
        var (exitCode, output) = await CreateAsync("spec: {lower: 2, upper: 1}");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("lower must not exceed upper: raise upper or lower lower", output);
    }

    [Fact]
    public async Task Default_IsFilledInAndFreeFormIsKept()
    {
        var (_, output) = await CreateAsync("spec: {lower: 1, parts: [{name: a}], anything: {deep: {down: 1}}}", "-o", "json");
        var flat = Flat(output);
        Assert.Contains("\"label\": \"plain\"", flat);
        Assert.Contains("\"optional\": false", flat);
        Assert.Contains("\"deep\": { \"down\": 1 }", flat);
    }

    [Fact]
    public async Task Role_Applied_IsTaken() => await Kubectl.MustAsync(
        Manifest.Of("x", ClusterRole.Of("widgets", RoleRules.Of(typeof(WidgetController).Assembly))).Content, "apply", "-f", "-");

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // Not in braces as a whole: an older kubectl takes input that begins with one for JSON.
    private static Task<(int ExitCode, string Output)> CreateAsync(string spec, params string[] more) => Kubectl.RunAsync(
        $$"""
        apiVersion: generator.test/v1
        kind: Widget
        metadata: {name: one, namespace: default}
        {{spec}}
        """,
        ["create", "--validate=false", "--dry-run=server", "-f", "-", .. more]);

    /// <summary>The server publishes a new kind's schema a moment after it serves the kind.</summary>
    private static async Task PublishedAsync()
    {
        while ((await Kubectl.RunAsync(null, "explain", "widgets.spec")).ExitCode != 0)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
