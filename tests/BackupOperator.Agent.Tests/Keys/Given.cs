using BackupOperator.Contract;

namespace BackupOperator.Agent.Tests.Keys;

/// <summary>What tests of keys begin with.</summary>
internal static class Given
{
    /// <summary>A bench with backup b1, stored under Secret old.</summary>
    /// <param name="server">The server that is backed up.</param>
    /// <param name="secrets">What the policy names afterwards, the present Secret first; none for no change.</param>
    public static async Task<KeyBench> StoredAsync(Server server, params string[] secrets)
    {
        var bench = new KeyBench(server.Process);
        try
        {
            await bench.StoreAsync("b1");
            if (secrets is [var present, .. var former])
            {
                bench.Use(present, former);
            }

            return bench;
        }
        catch
        {
            bench.Dispose();
            throw;
        }
    }

    /// <summary>The same task of another policy of the namespace.</summary>
    public static AgentTask OfAnotherPolicy(AgentTask task) => task with
    {
        Backup = task.Backup is { } backup ? backup with { Identity = Other(backup.Identity) } : null,
        Commit = task.Commit is { } commit ? commit with { Identity = Other(commit.Identity) } : null,
    };

    private static BackupIdentity Other(BackupIdentity identity) =>
        identity with { PolicyUid = "other-uid", PolicyName = "other" };
}
