using System.Text.Json;
using BackupOperator.Api.Jobs;
using BackupOperator.Manager.Jobs;
using Kubernetes.Client.Models;

namespace BackupOperator.Manager.Tests.Jobs;

public sealed class AgentResourcesTests
{
    [Theory]
    [InlineData("memory", "2Gi", "128Mi")]
    [InlineData("memory", "100Mi", "100Mi")]
    [InlineData("memory", "128000k", "128000k")]
    [InlineData("memory", "134217728", "128Mi")]
    [InlineData("cpu", "2", "100m")]
    [InlineData("cpu", "0.05", "0.05")]
    [InlineData("cpu", "1e3", "100m")]
    public void Limit_WithoutRequest_LowersTheDefaultRequestAndNeverRaisesIt(string name, string limit, string request)
    {
        var wanted = new ResourceRequirements { Limits = new Dictionary<string, Quantity> { [name] = limit } };

        var resources = AgentResources.For(wanted, parallelism: 4);

        // The package's model may write an amount in another way; it is the amount that counts.
        Assert.Equal(new Quantity(limit).ToDecimal(), resources.Limits![name].ToDecimal());
        Assert.Equal(new Quantity(request).ToDecimal(), resources.Requests![name].ToDecimal());
    }

    [Fact]
    public void Template_ThatWasFrozenBeforeItWasChecked_LeavesOutWhatDoesNotFit()
    {
        var wanted = new ResourceRequirements { Limits = new Dictionary<string, Quantity> { ["memory"] = "-5", ["cpu"] = "2" } };
        using var odd = JsonDocument.Parse("""{"tolerationSeconds":"60"}""");

        Assert.Equal(["cpu"], AgentResources.For(wanted, parallelism: 4).Limits.Keys);
        Assert.Null(PodFragment.Fitting(PodFragment.Toleration)(odd.RootElement));
        Assert.Throws<FormatException>(() => PodFragment.Toleration(odd.RootElement));
    }
}
