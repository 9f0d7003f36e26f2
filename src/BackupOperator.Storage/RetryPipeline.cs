using Polly;
using Polly.Retry;

namespace BackupOperator.Storage;

/// <summary>Runs a call again while its failure is transient, within the bounds of
/// <see cref="RetryOptions"/>.</summary>
internal sealed class RetryPipeline
{
    private static readonly ResiliencePropertyKey<Attempts> AttemptsKey = new("attempts");
    private readonly ResiliencePipeline pipeline;
    private readonly RetryOptions options;
    private readonly TimeProvider clock;

    internal RetryPipeline(RetryOptions options, TimeProvider clock)
    {
        this.options = options;
        this.clock = clock;
        pipeline = options.Attempts > 1 ? Build() : ResiliencePipeline.Empty;
    }

    /// <summary>Runs a call; it is told how many attempts came before.</summary>
    /// <exception cref="StoreException">The last attempt's, saying how many there were.</exception>
    internal async Task<T> RunAsync<T>(Func<int, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var attempts = new Attempts(clock.GetTimestamp());
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(AttemptsKey, attempts);
        try
        {
            return await pipeline.ExecuteAsync(
                async c => await call(attempts.Made++, c.CancellationToken), context);
        }
        catch (StoreException exception) when (exception.IsTransient && attempts.Made > 1)
        {
            var elapsed = clock.GetElapsedTime(attempts.Started);
            throw new StoreException(
                exception.Failure, $"{exception.Message} (tried {attempts.Made} times in {elapsed.TotalSeconds:0} s)",
                exception);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ResiliencePipeline Build() => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = options.Attempts - 1,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.FirstDelay,
            MaxDelay = options.LongestDelay,
            ShouldHandle = arguments => ValueTask.FromResult(ShouldRepeat(arguments)),
            DelayGenerator = arguments => ValueTask.FromResult(DelayAskedFor(arguments.Outcome.Exception)),
        })
        .Build();

    private bool ShouldRepeat(RetryPredicateArguments<object> arguments)
        => arguments.Outcome.Exception is StoreException { IsTransient: true }
            && arguments.Context.Properties.TryGetValue(AttemptsKey, out var attempts)
            && clock.GetElapsedTime(attempts.Started) < options.TotalTime;

    // Null leaves the delay to the backoff. A store may ask for hours; nobody may wait that long without a word.
    private TimeSpan? DelayAskedFor(Exception? exception)
        => exception is StoreException { RetryAfter: { } asked } && asked > TimeSpan.Zero
            ? (asked < options.LongestDelay ? asked : options.LongestDelay)
            : null;

    private sealed class Attempts(long started)
    {
        internal long Started { get; } = started;

        internal int Made { get; set; }
    }
}
