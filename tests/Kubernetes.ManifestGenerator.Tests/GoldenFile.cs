using System.Runtime.CompilerServices;

namespace Kubernetes.ManifestGenerator.Tests;

/// <summary>Compares with a file beside the tests; <c>make golden</c> rewrites it, and its diff is the review.</summary>
internal static class GoldenFile
{
    public static void AssertEqual(string name, string actual, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(caller)!, "Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }
}
