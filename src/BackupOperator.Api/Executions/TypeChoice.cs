using BackupOperator.Contract.Specs;

namespace BackupOperator.Api.Executions;

/// <summary>The type of a run and the backup that it may refer to, chosen once, before it starts.</summary>
/// <param name="Type">What the run is.</param>
/// <param name="Base">The backup's name in the store; null for a full one.</param>
/// <param name="Message">Why the run is full although another type was asked for; null when it is what was asked for.</param>
public sealed record TypeChoice(BackupType Type, string? Base = null, string? Message = null)
{
    /// <summary>Full, as asked for.</summary>
    public static TypeChoice Full { get; } = new(BackupType.Full);
}
