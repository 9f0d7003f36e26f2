namespace BackupOperator.Testing;

/// <summary>Calls that wait for one another: none goes on before so many are inside at once.</summary>
/// <remarks>What does its work one by one never gets together, and fails by the time limit.</remarks>
internal sealed class Rendezvous(int expected)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _inside;
    private int _most;

    /// <summary>The most that were ever inside at once.</summary>
    public int Most => _most;

    /// <summary>Ends when so many were inside.</summary>
    public Task Met => _met.Task;

    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        Come();
        try
        {
            await Met.WaitAsync(Limit, cancellationToken);
        }
        finally
        {
            Go();
        }
    }

    /// <summary>The same for a call that cannot be awaited.</summary>
    public void Enter()
    {
        Come();
        try
        {
            if (!Met.Wait(Limit))
            {
                throw new TimeoutException($"only {Most} of {expected} were inside at once");
            }
        }
        finally
        {
            Go();
        }
    }

    private void Come()
    {
        lock (_lock)
        {
            _most = Math.Max(_most, ++_inside);
            if (_inside == expected)
            {
                _met.TrySetResult();
            }
        }
    }

    private void Go()
    {
        lock (_lock)
        {
            _inside--;
        }
    }
}
