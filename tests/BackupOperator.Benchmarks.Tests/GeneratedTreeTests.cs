using System.Security.Cryptography;
using BackupOperator.Benchmarks.Generation;

namespace BackupOperator.Benchmarks.Tests;

public sealed class GeneratedTreeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tree-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_SameSeed_WritesSameFilesWithSameTimes()
    {
        Assert.Equal(Write("one", Shape()), Write("other", Shape()));
    }

    [Fact]
    public void Write_OtherSeed_WritesOtherContentToSamePaths()
    {
        var one = Write("one", Shape());
        var other = Write("other", Shape() with { Seed = 8 });

        Assert.Equal(one.Keys, other.Keys);
        Assert.All(one, file => Assert.NotEqual(file.Value.Digest, other[file.Key].Digest));
    }

    [Fact]
    public void Write_Shape_HasItsFilesAndFolders()
    {
        var tree = Write("one", Shape());

        Assert.Equal(1000 + 2, tree.Count);
        Assert.Equal(4 + 1, tree.Keys.Select(Path.GetDirectoryName).Distinct().Count());
        var large = tree.Where(file => file.Key.StartsWith("large/", StringComparison.Ordinal)).ToList();
        Assert.All(large, file => Assert.Equal(2_500_000, file.Value.Length));
    }

    [Fact]
    public void Change_Step_RewritesOneSmallFileInAHundredAlikeInEveryTree()
    {
        var before = Write("one", Shape());
        Write("other", Shape());

        Assert.Equal(10, Tree("one", Shape()).Change(step: 1));
        Tree("other", Shape()).Change(step: 1);

        var (one, other) = (Read("one"), Read("other"));
        var changed = before.Where(file => one[file.Key] != file.Value).Select(file => file.Key).ToList();
        Assert.Equal(10, changed.Count);
        Assert.All(changed, path => Assert.NotEqual(before[path].Digest, one[path].Digest));
        Assert.Equal(
            one.Select(file => (file.Key, file.Value.Digest)), other.Select(file => (file.Key, file.Value.Digest)));
    }

    [Fact]
    public void Change_OtherStep_RewritesOtherFiles()
    {
        Assert.NotEqual(Shape().ChangedBy(1), Shape().ChangedBy(2));
    }

    private static TreeShape Shape() => new(Seed: 7, SmallFiles: 1000, LargeFiles: 2, LargeBytes: 2_500_000);

    private GeneratedTree Tree(string name, TreeShape shape) => new(shape, Path.Combine(_folder, name));

    private SortedDictionary<string, TreeFile> Write(string name, TreeShape shape)
    {
        Tree(name, shape).Write();
        return Read(name);
    }

    private SortedDictionary<string, TreeFile> Read(string name)
    {
        var root = Path.Combine(_folder, name);
        var files = new SortedDictionary<string, TreeFile>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            var content = File.ReadAllBytes(path);
            files[Path.GetRelativePath(root, path)] = new TreeFile(
                content.Length, Convert.ToHexStringLower(SHA256.HashData(content)), File.GetLastWriteTimeUtc(path));
        }

        return files;
    }

    private sealed record TreeFile(long Length, string Digest, DateTime Modified);
}
