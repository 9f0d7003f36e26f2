using BackupOperator.EndToEnd.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests.Deployment;

/// <summary>The chart, and that the kustomization installs the same.</summary>
public sealed class ChartTests
{
    private const string Chart = "charts/backup-operator";

    // Said always: without it some builds of Helm take a version that the chart refuses.
    private const string Server = "1.34.0";

    public static TheoryData<string, string> Renderings => new()
    {
        { "default", "crds.enabled=false" },
        { "full", "crds.enabled=false,replicas=2,podDisruptionBudget.enabled=true,metrics.serviceMonitor.enabled=true,image.tag=1.2.3,priorityClassName=system-cluster-critical" },
        { "namespaced", "watchNamespace=shop,rbac.aggregateToDefaultRoles=false,crds.enabled=false" },
    };

    [Fact]
    public async Task Chart_Linted_HasNothingToSay()
    {
        OperatorFixture.RequireHelm();

        var output = await Command.RunAsync("helm", ["lint", "--strict", Chart]);

        Assert.Contains("0 chart(s) failed", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Renderings))]
    public async Task Chart_Rendered_EqualsTheGoldenOutput(string name, string values)
    {
        OperatorFixture.RequireHelm();

        var output = await Command.RunAsync("helm",
        [
            "template", "backup-operator", Chart, "--namespace", "backup-operator-system", "--kube-version", Server, "--set", values,
        ]);

        await Golden.AssertAsync(Path.Combine("tests/BackupOperator.EndToEnd.Tests/Deployment/golden", $"{name}.yaml"), output);
    }

    [Fact]
    public async Task Definitions_Rendered_AreTheGeneratedOnesAndSurviveAnUninstall()
    {
        OperatorFixture.RequireHelm();

        var output = await Command.RunAsync("helm",
            ["template", "backup-operator", Chart, "--kube-version", Server, "--show-only", "templates/crds.yaml"]);

        var generated = Directory.GetFiles(Path.Combine(TestEnvironment.Checkout, "config/crd"), "*s.yaml");
        Assert.Equal(4, generated.Length);
        foreach (var file in generated)
        {
            Assert.Contains($"plural: {Path.GetFileNameWithoutExtension(file)}", output, StringComparison.Ordinal);
        }

        Assert.Equal(4, output.Split("helm.sh/resource-policy: keep").Length - 1);
    }

    [Fact]
    public async Task Chart_OnAServerOlderThanPromised_IsRefusedByItsVersion()
    {
        OperatorFixture.RequireHelm();

        await Command.RunAsync("helm", ["template", "x", Chart, "--kube-version", "1.30.0-vendor.100"]);
        var refusal = await Assert.ThrowsAsync<CommandException>(
            () => Command.RunAsync("helm", ["template", "x", Chart, "--kube-version", "1.29.9"]));

        Assert.Contains("kubeVersion: >=1.30.0-0", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replicas=-1")]
    [InlineData("replica=2")]
    [InlineData("image.pullPolicy=Sometimes")]
    [InlineData("metrics.serviceMonitor.interval=soon")]
    public async Task ChartValue_ThatIsUnknownOrWrong_IsRefused(string value)
    {
        OperatorFixture.RequireHelm();

        var refusal = await Assert.ThrowsAsync<CommandException>(
            () => Command.RunAsync("helm", ["template", "x", Chart, "--kube-version", Server, "--set", value]));

        Assert.Contains("specifications of the schema", refusal.Message, StringComparison.Ordinal);
    }
}
