using System.Runtime.CompilerServices;
using Kubernetes.ManifestGenerator;

namespace BackupOperator.Manifests.Tests;

public sealed class ManifestSetTests
{
    public static TheoryData<string> Paths => [.. ManifestSet.All().Select(manifest => manifest.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Manifest_InTheProject_IsWhatTheTypesSay(string path)
    {
        var manifest = ManifestSet.All().Single(candidate => candidate.Path == path);
        var stored = Path.Combine(Root(), path);
        Assert.True(File.Exists(stored) && File.ReadAllText(stored) == manifest.Content, $"{path} is stale: run make manifests");
    }

    [Fact]
    public void Folders_HoldNoDefinitionOfAKindThatIsGone()
    {
        var expected = ManifestSet.All().Select(manifest => Path.GetFullPath(Path.Combine(Root(), manifest.Path))).ToHashSet();
        var generated = new[] { "config", "charts" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.yaml", SearchOption.AllDirectories))
            .Where(file => File.ReadAllText(file).StartsWith(Manifest.Header, StringComparison.Ordinal));
        Assert.Empty(generated.Except(expected));
    }

    [Theory]
    [InlineData("crd")]
    [InlineData("manager")]
    [InlineData("rbac")]
    public void Kustomization_NamesEveryManifestOfItsFolder(string folder)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Root(), "config", folder), "*.yaml").ToLookup(
            file => Path.GetFileName(file) == "kustomization.yaml");
        var named = File.ReadAllLines(files[true].Single())
            .Where(line => line.EndsWith(".yaml", StringComparison.Ordinal))
            .Select(line => line.Trim().TrimStart('-').TrimStart());
        Assert.Equal(files[false].Select(Path.GetFileName).Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Role_OfTheManager_HasNoRightOnSecrets()
    {
        var role = ManifestSet.All().Single(manifest => manifest.Path == "config/rbac/role.yaml").Content;
        Assert.DoesNotContain("secrets", role);
        Assert.DoesNotContain("\"*\"", role);
    }

    private static string Root([CallerFilePath] string caller = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(caller)!, "../.."));
}
