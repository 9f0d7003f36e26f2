using BackupOperator.Testing.Servers;

namespace BackupOperator.Sources.Tests.Files;

/// <summary>What a tree is, as other programs see it.</summary>
internal static class TreeListing
{
    /// <summary>Everything about a tree, by <c>tar</c>: names, kinds, modes, owners, times, links, attributes, content.
    /// </summary>
    public static Task<string> DigestAsync(string root) => Run.ToEndAsync(
        "/bin/sh",
        [
            "-c",
            "tar --create --sort=name --numeric-owner --format=posix --xattrs --xattrs-include='user.*' --acls " +
            "--pax-option=exthdr.name=%d/p/%f,delete=atime,delete=ctime --directory=\"$0\" . | sha256sum",
            root,
        ]);

    /// <summary>The same without content, in lines, by <c>find</c>: tells what differs.</summary>
    public static Task<string> LinesAsync(string root) => Run.ToEndAsync(
        "/bin/sh",
        ["-c", "cd \"$0\" && find . -printf '%P\\0%y %m %U %G %T@ %l\\0' | tr '\\n\\0' '?\\n' | sort", root]);

    public static async Task RequireEqualAsync(string expected, string found)
    {
        Assert.Equal(await LinesAsync(expected), await LinesAsync(found));
        Assert.Equal(await DigestAsync(expected), await DigestAsync(found));
    }
}
