using Kubernetes.Client;
using Kubernetes.ControllerRuntime.Metrics;
using Microsoft.Extensions.Logging;

namespace Kubernetes.ControllerRuntime.Leadership;

/// <summary>Lets work run on one replica at a time.</summary>
/// <remarks>
/// The times are counted from before a renewal is sent: however late its answer, work ends by the renew deadline, and others
/// take the lease only after its longer duration. Work that ends by itself (shutdown) is followed by a release, which others
/// see at their next try.
/// </remarks>
public sealed partial class LeaderElector
{
    // So that replicas which started together do not ask together (client-go's factor).
    private const double RetryJitter = 0.2;

    private readonly LeaderElectionOptions options;
    private readonly LeaseHolder lease;
    private readonly RuntimeMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger<LeaderElector> logger;
    private volatile bool leading;

    /// <summary>Makes an elector.</summary>
    public LeaderElector(
        IKubernetesClient client,
        LeaderElectionOptions options,
        RuntimeMetrics metrics,
        TimeProvider time,
        ILogger<LeaderElector> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
        this.metrics = metrics;
        this.time = time;
        this.logger = logger;
        lease = new LeaseHolder(client, options, time);
    }

    /// <summary>Whether this replica leads.</summary>
    public bool IsLeader => leading;

    /// <summary>Runs the work whenever this replica leads, until <paramref name="stopping"/>.</summary>
    /// <param name="lead">The work. It gets two tokens: the first asks it to end in good order, while the lease is still
    /// renewed; the second is that the lease is lost, and nothing may be written any more.</param>
    /// <param name="stopping">Ends the candidacy; the work in hand ends first, then the lease is released.</param>
    public async Task RunAsync(Func<CancellationToken, CancellationToken, Task> lead, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(lead);
        Report(false);
        while (await AcquireAsync(stopping) is { } renewedAt)
        {
            await LeadAsync(lead, renewedAt, stopping);
        }
    }

    private async Task<long?> AcquireAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var askedAt = time.GetTimestamp();
            if (await TryHoldAsync(options.RenewDeadline, stopping))
            {
                return askedAt;
            }

            await PauseAsync(TimeSpan.MaxValue, stopping);
        }

        return null;
    }

    private async Task LeadAsync(
        Func<CancellationToken, CancellationToken, Task> lead, long renewedAt, CancellationToken stopping)
    {
        LogLeading(options.LeaseName, options.Identity);
        Report(true);
        using var lost = new CancellationTokenSource();
        using var ended = new CancellationTokenSource();
        var work = Task.Run(() => lead(stopping, lost.Token), CancellationToken.None);
        var renewal = RenewAsync(renewedAt, ended.Token);
        await Task.WhenAny(work, renewal);

        // Step 1: whichever ended first ends the other. Work that a lost lease cancels has the rest of the lease to stop.
        if (!work.IsCompleted)
        {
            LogLost(options.LeaseName, options.Identity);
            await lost.CancelAsync();
        }

        await ended.CancelAsync();
        Report(false);
        await Task.WhenAll(work.ContinueWith(LogFailure, TaskScheduler.Default), renewal);

        // Step 2: a lease that is still ours goes to the next at once.
        if (!lost.IsCancellationRequested)
        {
            await ReleaseAsync();
        }
    }

    /// <summary>Renews until asked to end, or until the deadline passes without success.</summary>
    private async Task RenewAsync(long renewedAt, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            await PauseAsync(Left(), ended);
            if (Left() <= TimeSpan.Zero)
            {
                return;
            }

            var askedAt = time.GetTimestamp();
            if (await TryHoldAsync(Left(), ended))
            {
                renewedAt = askedAt;
                continue;
            }

            if (lease.Holder is { Length: > 0 } other && other != options.Identity)
            {
                return;
            }
        }

        TimeSpan Left()
        {
            var left = options.RenewDeadline - time.GetElapsedTime(renewedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    private async Task<bool> TryHoldAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // A client that does not heed its token must not hold the deadline up.
            return await lease.TryHoldAsync(linked.Token).WaitAsync(linked.Token);
        }
        catch (Exception exception) when (exception is KubernetesException or OperationCanceledException)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                LogTryFailed(exception, options.LeaseName);
            }

            return false;
        }
    }

    private async Task ReleaseAsync()
    {
        using var timeout = new CancellationTokenSource(options.RetryPeriod, time);
        try
        {
            await lease.ReleaseAsync(timeout.Token).WaitAsync(timeout.Token);
            LogReleased(options.LeaseName);
        }
        catch (Exception exception) when (exception is KubernetesException or OperationCanceledException)
        {
            LogTryFailed(exception, options.LeaseName);
        }
    }

    private async Task PauseAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
#pragma warning disable CA5394 // Jitter is no secret.
        var pause = options.RetryPeriod * (1 + (RetryJitter * Random.Shared.NextDouble()));
#pragma warning restore CA5394
        pause = pause < limit ? pause : limit;
        await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Report(bool leads)
    {
        leading = leads;
        metrics.Leader.WithLabels(options.LeaseName).Set(leads ? 1 : 0);
    }

    private void LogFailure(Task work)
    {
        if (work.Exception is { } exception)
        {
            LogWorkFailed(exception.GetBaseException(), options.LeaseName);
        }
    }

    [LoggerMessage(LogLevel.Information, "leading: lease {Lease} is held as {Identity}")]
    private partial void LogLeading(string lease, string identity);

    [LoggerMessage(LogLevel.Error, "lease {Lease} held as {Identity} is lost; all work is cancelled")]
    private partial void LogLost(string lease, string identity);

    [LoggerMessage(LogLevel.Information, "lease {Lease} is released")]
    private partial void LogReleased(string lease);

    [LoggerMessage(LogLevel.Warning, "lease {Lease} could not be read or written")]
    private partial void LogTryFailed(Exception exception, string lease);

    [LoggerMessage(LogLevel.Error, "the work under lease {Lease} failed")]
    private partial void LogWorkFailed(Exception exception, string lease);
}
