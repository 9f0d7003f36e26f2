using System.Text.Json;
using BackupOperator.Contract;
using Kubernetes.Client;

namespace BackupOperator.Manager.Jobs;

/// <summary>Reads what agents print.</summary>
internal sealed class AgentLog(IKubernetesClient client)
{
    // Progress comes once a second, messages between: the last twenty lines hold one, whatever else is said.
    private const int TailLines = 20;
    private const long TailBytes = 64 * 1024;

    // A thousand entries of several sources each; a log that is longer is cut, which the result's count shows.
    private const long CatalogueBytes = 32 * 1024 * 1024;

    /// <summary>The last progress that a running agent printed; null when it printed none or its log cannot be had: progress
    /// is for people, and its lack is no failure.</summary>
    public async Task<AgentProgress?> ReadProgressAsync(string pod, string @namespace, CancellationToken cancellationToken)
    {
        var options = new LogOptions { Container = AgentPod.ContainerName, TailLines = TailLines, LimitBytes = TailBytes };
        try
        {
            AgentProgress? last = null;
            await foreach (var line in ReadAsync(pod, @namespace, options, cancellationToken))
            {
                last = line.Progress ?? last;
            }

            return last;
        }
        catch (Exception exception) when (exception is KubernetesException or IOException)
        {
            return null;
        }
    }

    /// <summary>The backups that a finished inspection listed, newest first.</summary>
    public async Task<IReadOnlyList<CatalogueEntry>> ReadCatalogueAsync(
        string pod, string @namespace, CancellationToken cancellationToken)
    {
        var options = new LogOptions { Container = AgentPod.ContainerName, LimitBytes = CatalogueBytes };
        var entries = new List<CatalogueEntry>();
        await foreach (var line in ReadAsync(pod, @namespace, options, cancellationToken))
        {
            if (line.Backup is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    /// <summary>What a finished survey listed of stored backups; what cannot be had of it is left out, which the
    /// result's count shows: it is for people.</summary>
    public async Task<IReadOnlyList<RetentionEntry>> ReadRetentionAsync(
        string pod, string @namespace, CancellationToken cancellationToken)
    {
        var options = new LogOptions { Container = AgentPod.ContainerName, LimitBytes = CatalogueBytes };
        try
        {
            return await ReadAsync(pod, @namespace, options, cancellationToken)
                .Select(line => line.Retention).OfType<RetentionEntry>().ToListAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is KubernetesException or IOException)
        {
            return [];
        }
    }

    private async IAsyncEnumerable<AgentLine> ReadAsync(
        string pod,
        string @namespace,
        LogOptions options,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await client.ReadLogAsync(pod, @namespace, options, cancellationToken);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellationToken) is { } text)
        {
            if (Parse(text) is { } line)
            {
                yield return line;
            }
        }
    }

    // Standard error is in the same log, and the first and last line may be cut: what is no line of ours is passed over.
    private static AgentLine? Parse(string text)
    {
        try
        {
            return text.StartsWith('{') ? JsonSerializer.Deserialize(text, ContractJsonContext.Default.AgentLine) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
