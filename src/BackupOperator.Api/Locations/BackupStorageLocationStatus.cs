using Kubernetes.Client.Models;

namespace BackupOperator.Api.Locations;

/// <summary>What was seen of the store.</summary>
public sealed class BackupStorageLocationStatus : IConditionedStatus
{
    /// <inheritdoc />
    public IList<Condition> Conditions { get; set; } = [];

    /// <inheritdoc />
    public long? ObservedGeneration { get; set; }

    /// <summary>In one word: Pending, Inspecting, Ready or Unavailable.</summary>
    public string? Phase { get; set; }

    /// <summary>Where objects go, such as <c>s3://bucket/prefix</c>.</summary>
    public string? Address { get; set; }

    /// <summary>The repository found or made there.</summary>
    public string? RepositoryId { get; set; }

    /// <summary>When the store was last tried, whatever came of it.</summary>
    public DateTimeOffset? LastCheckTime { get; set; }

    /// <summary>The generation of the spec that the store was last tried with.</summary>
    public long? LastCheckGeneration { get; set; }

    /// <summary>When the store last took a write, gave it back and deleted it.</summary>
    public DateTimeOffset? LastHealthyTime { get; set; }

    /// <summary>Tries in a row that failed; 0 while the store is healthy.</summary>
    public int ConsecutiveFailures { get; set; }

    /// <summary>Bytes of all objects under the prefix.</summary>
    public long? UsedBytes { get; set; }

    /// <summary><see cref="UsedBytes"/> for people, such as <c>12.4 GiB</c>.</summary>
    public string? Used { get; set; }

    /// <summary>Bytes still free, where the store can tell (a filesystem).</summary>
    public long? AvailableBytes { get; set; }

    /// <summary>Objects under the prefix.</summary>
    public long? Objects { get; set; }

    /// <summary>Committed backups in the store, of all policies.</summary>
    public int? Backups { get; set; }

    /// <summary>Records in the store that could not be read; the event names them.</summary>
    public int? UnreadableBackups { get; set; }

    /// <summary>Backups of the store that this namespace shows as imported executions.</summary>
    public int? ImportedBackups { get; set; }

    /// <summary>The last value of the annotation <c>backupoperator.io/inspect-now</c> that was followed.</summary>
    public string? LastInspectNow { get; set; }
}
