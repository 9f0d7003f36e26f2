using System.Text;
using BackupOperator.Sources.Files.Patterns;

namespace BackupOperator.Sources.Tests.Files;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("*.tmp", "a.tmp", true)]
    [InlineData("*.tmp", "deep/down/a.tmp", true)]
    [InlineData("*.tmp", "a.tmp/file", false)]
    [InlineData("cache/**", "cache", false)]
    [InlineData("cache/**", "cache/a", true)]
    [InlineData("cache/**", "cache/a/b", true)]
    [InlineData("cache/**", "deep/cache/a", false)]
    [InlineData("/top", "top", true)]
    [InlineData("/top", "deep/top", false)]
    [InlineData("top", "deep/top", true)]
    [InlineData("**/logs/*.log", "logs/a.log", true)]
    [InlineData("**/logs/*.log", "x/y/logs/a.log", true)]
    [InlineData("a/**/z", "a/b/c/z", true)]
    [InlineData("a/**/z", "a/z", true)]
    [InlineData("a/*/z", "a/b/z", true)]
    [InlineData("a/*/z", "a/b/c/z", false)]
    [InlineData("?at", "cat", true)]
    [InlineData("?at", "at", false)]
    [InlineData("*a*b*c*", "xxaxxbxxcxx", true)]
    [InlineData("*a*b*c*", "xxaxxcxxbxx", false)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "x", false)]
    [InlineData("dir/", "dir", false)]
    public void Matches_Path_FollowsItsRules(string pattern, string path, bool expected)
    {
        Assert.Equal(expected, PathPattern.Parse(pattern).Matches(Encoding.UTF8.GetBytes(path), isDirectory: false));
    }

    [Fact]
    public void Matches_DirectoriesOnly_TakesADirectory() =>
        Assert.True(PathPattern.Parse("dir/").Matches("deep/dir"u8, isDirectory: true));

    [Fact]
    public void Matches_ManyStars_EndsSoon() =>
        Assert.False(PathPattern.Parse(string.Concat(Enumerable.Repeat("*a", 60)))
            .Matches(Encoding.UTF8.GetBytes(new string('a', 255)[..254] + "b"), isDirectory: false));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a//b")]
    [InlineData("../a")]
    [InlineData("!a")]
    public void Parse_NoPattern_SaysWhatOneIs(string pattern)
    {
        var failure = Assert.Throws<SourceException>(() => PathPattern.Parse(pattern));

        Assert.Equal(SourceFailure.BadInput, failure.Failure);
        Assert.Contains("cache/**", failure.Message);
    }
}
