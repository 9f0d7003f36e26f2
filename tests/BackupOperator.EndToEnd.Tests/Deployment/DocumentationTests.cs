using System.Text.RegularExpressions;
using BackupOperator.EndToEnd.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests.Deployment;

/// <summary>Every YAML that a reader may copy is taken by a real API server.</summary>
public sealed partial class DocumentationTests(OperatorFixture @operator)
{
    [Fact]
    public async Task Samples_AreTakenByTheServer()
    {
        await @operator.RequireAsync();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(TestEnvironment.Checkout, "config/samples"), "*.yaml").Order())
        {
            await Command.RunAsync("kubectl", ["create", "--dry-run=server", "--validate=true", "--filename", file]);
        }
    }

    [Fact]
    public async Task YamlOfTheReadme_IsTakenByTheServer()
    {
        await @operator.RequireAsync();
        var readme = await File.ReadAllTextAsync(Path.Combine(TestEnvironment.Checkout, "README.md"), TestContext.Current.CancellationToken);
        var blocks = YamlBlock().Matches(readme).Select(match => match.Groups[1].Value).ToList();
        var ours = blocks.Where(block => block.Contains("apiVersion: backupoperator.io/", StringComparison.Ordinal)).ToList();

        Assert.True(ours.Count >= 2, "the README shows how to back up and how to restore");
        foreach (var block in ours)
        {
            await Command.RunAsync("kubectl", ["create", "--dry-run=server", "--validate=true", "--namespace", "default", "--filename", "-"],
                block.Replace("namespace: shop", "namespace: default", StringComparison.Ordinal));
        }
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
