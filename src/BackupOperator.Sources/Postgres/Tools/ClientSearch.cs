using System.Globalization;
using System.Text.RegularExpressions;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres.Tools;

/// <summary>Finds the client programs on this machine.</summary>
internal static partial class ClientSearch
{
    public const string DistributionFolder = "/usr/lib/postgresql";

    /// <summary>Names a folder of <c>MAJOR/bin</c>, searched instead of the distribution's and the path.</summary>
    public const string FolderVariable = "BACKUPOPERATOR_POSTGRESQL_CLIENTS";

    /// <summary>All majors, each asked for its version: those of the folder first, then those on the path.</summary>
    public static async Task<ClientTable> FindAsync(CancellationToken cancellationToken)
    {
        var named = Environment.GetEnvironmentVariable(FolderVariable);
        var path = named is null ? Environment.GetEnvironmentVariable("PATH") ?? "" : "";
        var programs = Majors(named ?? DistributionFolder)
            .Concat(path.Split(':', StringSplitOptions.RemoveEmptyEntries))
            .Where(IsClient)
            .Distinct();
        var found = await Task.WhenAll(programs.Select(folder => AskAsync(folder, cancellationToken)));
        return new ClientTable(found.OfType<ClientTools>().DistinctBy(client => client.Major));
    }

    private static IEnumerable<string> Majors(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(one => Path.Combine(one, "bin"))
        : [];

    // The distribution's /usr/bin/pg_dump is a link to a script that picks one of the folders: nothing new.
    private static bool IsClient(string folder)
    {
        var program = new FileInfo(Path.Combine(folder, "pg_dump"));
        return program.Exists && (program.ResolveLinkTarget(returnFinalTarget: true) ?? program).Name == program.Name;
    }

    private static async Task<ClientTools?> AskAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProgramStart(
            Path.Combine(folder, "pg_dump"), ["--version"],
            new Dictionary<string, string> { ["LC_ALL"] = "C", ["PATH"] = "/usr/bin:/bin" });
        await using var process = ChildProcess.Start(start);
        var text = await process.OutputText.ReadToEndAsync(cancellationToken);
        var version = Version().Match(text);
        return await process.WaitAsync(cancellationToken) == 0 && version.Success
            ? new ClientTools(int.Parse(version.Groups[1].ValueSpan, CultureInfo.InvariantCulture), folder)
            : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex Version();
}
