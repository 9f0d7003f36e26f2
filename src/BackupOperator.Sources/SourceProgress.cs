namespace BackupOperator.Sources;

/// <summary>What is being done.</summary>
/// <param name="Activity">For people, such as <c>dumping database orders</c>.</param>
/// <param name="ExpectedBytes">What the whole work is expected to read, in bytes; null where unknown.</param>
public sealed record SourceProgress(string Activity, long? ExpectedBytes = null)
{
    /// <summary>Something that a person should look at although the work goes on; null most of the time.</summary>
    public string? Warning { get; init; }
}
