using Prometheus;

namespace BackupOperator.Manager.Metrics;

/// <summary>The page that Prometheus scrapes: the instruments of the process, then what the caches tell.</summary>
/// <remarks>Series of policies, locations and restores are written by the replica that leads alone: of two that tell the same,
/// an alert would fire twice and a sum count double.</remarks>
internal sealed class MetricsPage
{
    private readonly CollectorRegistry instruments;
    private readonly IReadOnlyList<IMetricSource> sources;
    private readonly Func<bool> isLeader;
    private readonly TimeProvider time;

    /// <summary>Makes the page.</summary>
    /// <param name="instruments">Holds what the process measures of itself.</param>
    /// <param name="sources">Tell of the objects.</param>
    /// <param name="isLeader">Whether this replica leads.</param>
    /// <param name="time">The clock of ages and verdicts.</param>
    /// <param name="version">The version that runs.</param>
    public MetricsPage(
        CollectorRegistry instruments,
        IEnumerable<IMetricSource> sources,
        Func<bool> isLeader,
        TimeProvider time,
        string version)
    {
        this.instruments = instruments;
        this.sources = [.. sources];
        this.isLeader = isLeader;
        this.time = time;
        Prometheus.Metrics.WithCustomRegistry(instruments)
            .CreateGauge("backupoperator_build_info", "The version that runs; the value is always 1.", ["version"])
            .WithLabels(version)
            .Set(1);
    }

    /// <summary>Serves the page to every request that arrives here.</summary>
    public void Serve(IApplicationBuilder app)
    {
        // The middleware of the package ends the pipeline, so what follows its part is written on the way back.
        app.Use(AppendAsync);
        app.UseMetricServer(
            settings =>
            {
                settings.Registry = instruments;
                // Its pages end with a mark that nothing may follow.
                settings.EnableOpenMetrics = false;
            },
            url: null);
    }

    private async Task AppendAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (!isLeader())
        {
            return;
        }

        var now = time.GetUtcNow();
        foreach (var family in sources.SelectMany(source => source.Read(now)))
        {
            await family.WriteAsync(context.Response.Body, context.RequestAborted);
        }
    }
}
