namespace BackupOperator.Manager.Metrics;

/// <summary>Writes the series of one kind, from what the caches hold at the time: what is gone has no series.</summary>
internal interface IMetricSource
{
    /// <summary>Writes them.</summary>
    void Write(PrometheusText text, DateTimeOffset now);
}
