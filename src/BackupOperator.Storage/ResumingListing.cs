namespace BackupOperator.Storage;

/// <summary>A listing that, broken by a transient failure, begins again behind the last key it returned.</summary>
internal sealed class ResumingListing(
    IObjectStore store, RetryPipeline pipeline, string prefix, string? after, CancellationToken cancellationToken)
    : IAsyncEnumerator<StoredObject>
{
    private IAsyncEnumerator<StoredObject>? objects;
    private string? lastKey = after;

    public StoredObject Current { get; private set; } = null!;

    public async ValueTask<bool> MoveNextAsync()
    {
        // Most steps succeed at once and need no pipeline.
        if (objects is not null && await TryStepAsync() is { } moved)
        {
            return moved;
        }

        return await pipeline.RunAsync((_, token) => ReopenAsync(token), cancellationToken);
    }

    public ValueTask DisposeAsync() => objects?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask<bool?> TryStepAsync()
    {
        try
        {
            return await StepAsync();
        }
        catch (StoreException exception) when (exception.IsTransient)
        {
            return null;
        }
    }

    private async Task<bool> ReopenAsync(CancellationToken token)
    {
        await DisposeAsync();

        // The enumerator outlives this attempt, so it heeds the caller's token and not the attempt's.
        token.ThrowIfCancellationRequested();
        var rest = lastKey is null
            ? store.ListAsync(prefix, cancellationToken)
            : store.ListAfterAsync(prefix, lastKey, cancellationToken);
        objects = rest.GetAsyncEnumerator(CancellationToken.None);
        return await StepAsync();
    }

    private async ValueTask<bool> StepAsync()
    {
        if (!await objects!.MoveNextAsync())
        {
            return false;
        }

        Current = objects.Current;
        lastKey = Current.Key;
        return true;
    }
}
