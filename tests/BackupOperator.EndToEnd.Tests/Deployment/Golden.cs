using BackupOperator.EndToEnd.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests.Deployment;

/// <summary>Files that hold what rendering is expected to give; <c>make golden</c> rewrites them.</summary>
internal static class Golden
{
    /// <summary>Compares an output with its file, or rewrites the file where UPDATE_GOLDEN is set.</summary>
    public static async Task AssertAsync(string file, string actual)
    {
        var path = Path.Combine(TestEnvironment.Checkout, file);
        if (TestEnvironment.Optional("UPDATE_GOLDEN") is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{file} does not exist: make golden writes it");
        Assert.Equal(await File.ReadAllTextAsync(path), actual);
    }
}
