using System.Globalization;

namespace BackupOperator.Agent.Tests.Versions;

/// <summary>A folder with the client programs of some majors, as an image holds them: <c>MAJOR/bin</c>.</summary>
internal sealed class ClientFolder : IDisposable
{
    private const string Variable = "BACKUPOPERATOR_TEST_POSTGRESQL_CLIENTS";
    private const string DistributionFolder = "/usr/lib/postgresql";

    private ClientFolder(IEnumerable<string> majors)
    {
        Directory.CreateDirectory(Path);
        foreach (var major in majors)
        {
            File.CreateSymbolicLink(System.IO.Path.Combine(Path, System.IO.Path.GetFileName(major)), major);
        }
    }

    public string Path { get; } = System.IO.Path.Combine(
        System.IO.Path.GetTempPath(), $"clients-{Guid.NewGuid().ToString("N")[..8]}");

    /// <summary>Of these majors; skips the test where one is not at hand.</summary>
    public static ClientFolder Of(params int[] majors)
    {
        var source = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(source is { Length: > 0 }, $"{Variable} is not set: there are no clients of several majors");
        var folders = majors.Select(major =>
            System.IO.Path.Combine(source!, major.ToString(CultureInfo.InvariantCulture))).ToList();
        var missing = folders.Find(folder => !Directory.Exists(folder));
        Assert.SkipUnless(missing is null, $"no client {System.IO.Path.GetFileName(missing)} is at hand");
        return new ClientFolder(folders);
    }

    /// <summary>Of the oldest major that the distribution's packages have installed here.</summary>
    public static ClientFolder OfDistribution() => new(
        Directory.EnumerateDirectories(DistributionFolder)
            .Where(folder => File.Exists(System.IO.Path.Combine(folder, "bin", "pg_dump")))
            .Order(StringComparer.Ordinal).Take(1));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
