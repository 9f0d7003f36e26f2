namespace BackupOperator.Repository.Tests.Histories;

/// <summary>One run of a history, and what a restore of it must give.</summary>
/// <param name="Name">The backup's name.</param>
/// <param name="Type">As in its record.</param>
/// <param name="Base">The backup that it is taken on; null for a full one.</param>
internal sealed record HistoryRun(string Name, string Type, string? Base)
{
    /// <summary>For each source its streams, as they were when they were last written.</summary>
    public Dictionary<string, byte[][]> Sources { get; } = new(StringComparer.Ordinal);

    public override string ToString() => $"{Name} {Type} on {Base ?? "nothing"}";
}
