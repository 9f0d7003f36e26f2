using System.Diagnostics;

namespace BackupOperator.EndToEnd.Tests.Environment;

/// <summary>Processes of pods, as the node sees them: the only place from which the first process of a container can be
/// killed with a signal that it cannot handle.</summary>
internal static class NodeProcesses
{
    /// <summary>Kills the agent of a pod with SIGKILL, or skips the test where the pods of the cluster run elsewhere.</summary>
    public static async Task KillAsync(string podUid)
    {
        var agents = Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
            .Where(folder => BelongsTo(folder, podUid) && Read(folder, "comm").StartsWith("agent", StringComparison.Ordinal))
            .Select(folder => int.Parse(Path.GetFileName(folder)))
            .ToList();
        Assert.SkipUnless(agents.Count > 0, "the cluster's node is another machine: its processes cannot be killed from here");
        foreach (var agent in agents)
        {
            using var process = Process.GetProcessById(agent);
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    // Under cgroupfs the pod's folder carries the uid as it is, under systemd with underscores.
    private static bool BelongsTo(string folder, string podUid)
    {
        var groups = Read(folder, "cgroup");
        return groups.Contains(podUid, StringComparison.Ordinal) || groups.Contains(podUid.Replace('-', '_'), StringComparison.Ordinal);
    }

    private static string Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (IOException)
        {
            // The process ended while it was looked at.
            return "";
        }
    }
}
