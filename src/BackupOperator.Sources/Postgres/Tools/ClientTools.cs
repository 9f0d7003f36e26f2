using System.Globalization;
using System.Text.RegularExpressions;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres.Tools;

/// <summary>The client programs of one major version.</summary>
/// <param name="Major">The major version, such as 15.</param>
/// <param name="Directory">The folder of <c>pg_dump</c>, <c>pg_dumpall</c> and <c>pg_restore</c>.</param>
internal sealed partial record ClientTools(int Major, string Directory)
{
    private const string DistributionFolder = "/usr/lib/postgresql";

    /// <summary>The oldest on this machine that understands the server.</summary>
    /// <exception cref="SourceException">All are older than the server.</exception>
    public static async Task<ClientTools> FindAsync(int major, string what, CancellationToken cancellationToken)
    {
        // Each program that is asked for its version takes a while to say it, and none fits better than this one.
        var same = Path.Combine(DistributionFolder, major.ToString(CultureInfo.InvariantCulture), "bin");
        return File.Exists(Path.Combine(same, "pg_dump")) && await ReadMajorAsync(same, cancellationToken) == major
            ? new ClientTools(major, same)
            : Choose(await ListAsync(cancellationToken), major, what);
    }

    /// <summary>All majors on this machine, oldest first: the distribution's folders, then the path.</summary>
    public static async Task<IReadOnlyList<ClientTools>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<int, ClientTools>();
        foreach (var directory in Candidates())
        {
            if (File.Exists(Path.Combine(directory, "pg_dump"))
                && await ReadMajorAsync(directory, cancellationToken) is { } major)
            {
                found.TryAdd(major, new ClientTools(major, directory));
            }
        }

        return [.. found.Values];
    }

    /// <summary>The oldest that understands the server: a newer one writes dumps that
    /// fewer servers take back.</summary>
    /// <exception cref="SourceException">All are older than the server.</exception>
    public static ClientTools Choose(IReadOnlyList<ClientTools> tools, int major, string what)
    {
        if (tools.FirstOrDefault(candidate => candidate.Major >= major) is { } chosen)
        {
            return chosen;
        }

        throw new SourceException(
            SourceFailure.BadInput,
            tools.Count == 0
                ? "no PostgreSQL client is installed in this image: " +
                    "pg_dump is neither in /usr/lib/postgresql/*/bin nor on the path"
                : $"{what} is PostgreSQL {major}, the newest client in this image is {tools[^1].Major}: " +
                    $"use an image with client {major} or newer");
    }

    public ProgramStart Program(
        string name, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments) =>
        new(Path.Combine(Directory, name), arguments, environment);

    private static IEnumerable<string> Candidates()
    {
        var distribution = System.IO.Directory.Exists(DistributionFolder)
            ? System.IO.Directory.EnumerateDirectories(DistributionFolder).Select(folder => Path.Combine(folder, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return distribution.Concat(path);
    }

    private static async Task<int?> ReadMajorAsync(string directory, CancellationToken cancellationToken)
    {
        var start = new ProgramStart(
            Path.Combine(directory, "pg_dump"), ["--version"],
            new Dictionary<string, string> { ["LC_ALL"] = "C", ["PATH"] = "/usr/bin:/bin" });
        await using var process = ChildProcess.Start(start);
        var text = await process.OutputText.ReadToEndAsync(cancellationToken);
        var version = Version().Match(text);
        return await process.WaitAsync(cancellationToken) == 0 && version.Success
            ? int.Parse(version.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex Version();
}
