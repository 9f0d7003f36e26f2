using Kubernetes.ControllerRuntime.Caching;
using Kubernetes.ControllerRuntime.Hosting;

namespace Kubernetes.ControllerRuntime.Health;

/// <summary>Says how an operator fares; for the probes of its pod.</summary>
public sealed class OperatorHealth
{
    private readonly IReadOnlyList<ISharedWatch> watches;
    private readonly IReadOnlyList<IKindRunner> runners;
    private readonly OperatorOptions options;
    private readonly TimeProvider time;

    internal OperatorHealth(
        IEnumerable<ISharedWatch> watches, IEnumerable<IKindRunner> runners, OperatorOptions options, TimeProvider time)
    {
        this.watches = [.. watches];
        this.runners = [.. runners];
        this.options = options;
        this.time = time;
    }

    /// <summary>Whether every cache has been filled. Leading or not: a candidate that is ready can take over at once.</summary>
    public HealthReport Readiness()
    {
        var missing = watches.Where(watch => !watch.IsSynced).Select(watch => watch.Kind).ToList();
        return missing.Count == 0
            ? HealthReport.Healthy
            : new HealthReport(false, $"not yet listed: {string.Join(", ", missing)}");
    }

    /// <summary>Whether every worker gets on. A pass that neither ends nor heeds its cancellation is mended by a restart.</summary>
    public HealthReport Liveness()
    {
        var stuck = runners
            .Where(runner => runner.OldestPassStartedAt is { } start && time.GetElapsedTime(start) > options.StuckAfter)
            .Select(runner => runner.Kind)
            .ToList();
        return stuck.Count == 0
            ? HealthReport.Healthy
            : new HealthReport(false, $"a pass takes longer than {options.StuckAfter}: {string.Join(", ", stuck)}");
    }
}
