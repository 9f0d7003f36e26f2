namespace BackupOperator.Repository.Tests;

/// <summary>Calls of a store that last until they are cancelled.</summary>
internal sealed class HangingCalls
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the first one hangs.</summary>
    public Task Begun => _begun.Task;

    public Task HangAsync(CancellationToken cancellationToken)
    {
        _begun.TrySetResult();
        return Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
