using BackupOperator.Manager.Hosting;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Hosting;

public sealed class OwnImageTests
{
    [Fact]
    public async Task Image_OfTheManagersContainer_IsFoundInItsOwnPod()
    {
        using var plane = await ControlPlane.UseAsync(TestContext.Current.CancellationToken);
        await plane.Client.CreateAsync(
            new V1Pod
            {
                Metadata = new V1ObjectMeta { Name = "manager-0", NamespaceProperty = plane.Namespace },
                Spec = new V1PodSpec
                {
                    Containers = [new V1Container { Name = "proxy", Image = "mesh:1" }, new V1Container { Name = "manager", Image = "operator:7" }],
                },
            },
            TestContext.Current.CancellationToken);

        Assert.Equal("operator:7", (await FindAsync(plane, "manager-0")).AgentImage);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => FindAsync(plane, "gone"));
        Assert.Contains("set --agent-image", refusal.Message);
    }

    private static Task<ManagerOptions> FindAsync(ControlPlane plane, string pod) => OwnImage.FillAsync(
        new ManagerOptions(),
        plane.Client,
        name => name == "POD_NAME" ? pod : plane.Namespace,
        TestContext.Current.CancellationToken);
}
