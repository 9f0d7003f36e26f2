using System.Text.Json;

namespace BackupOperator.Testing.Servers;

/// <summary>Finds the programs of a PostgreSQL server.</summary>
internal static class PostgresPrograms
{
    private const string Variable = "BACKUPOPERATOR_TEST_POSTGRES";
    private const string DistributionFolder = "/usr/lib/postgresql";

    // The server refuses to run as root.
    private static readonly string[] Unprivileged =
        Environment.UserName == "root" ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["env"];

    /// <summary>The folder of <c>initdb</c>: the one that the environment names, else the oldest installed.</summary>
    public static string? Find() => Named() ?? Installed();

    /// <summary>The same; skips the test where there is none.</summary>
    public static string Require()
    {
        if (Find() is { } found)
        {
            return found;
        }

        Assert.Skip($"no PostgreSQL server: none below {DistributionFolder}, and {Variable} names no binDirectory");
        throw new InvalidOperationException("a skipped test does not go on");
    }

    /// <summary>A program and its arguments, without the rights of root.</summary>
    public static (string Program, string[] Arguments) AsServer(string program, params IEnumerable<string> arguments) =>
        (Unprivileged[0], [.. Unprivileged[1..], program, .. arguments]);

    /// <summary>Gives a folder to the user that servers run as; nobody else may read it.</summary>
    public static async Task OwnAsync(string folder)
    {
        await Run.ToEndAsync("chmod", ["-R", "u=rwX,go=", folder]);
        if (Environment.UserName == "root")
        {
            await Run.ToEndAsync("chown", ["-R", "65534:65534", folder]);
        }
    }

    private static string? Installed() => Directory.Exists(DistributionFolder)
        ? Directory.EnumerateDirectories(DistributionFolder).Select(folder => Path.Combine(folder, "bin"))
            .Where(IsServer).Order(StringComparer.Ordinal).FirstOrDefault()
        : null;

    private static string? Named()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } file)
        {
            return null;
        }

        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return json.RootElement.TryGetProperty("binDirectory", out var folder) && folder.GetString() is { } path
            && IsServer(path)
            ? path
            : null;
    }

    private static bool IsServer(string folder) => File.Exists(Path.Combine(folder, "initdb"));
}
