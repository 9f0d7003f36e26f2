namespace BackupOperator.Manager.Metrics;

/// <summary>Tells of one kind what the caches hold at the time: what is gone has no series.</summary>
internal interface IMetricSource
{
    /// <summary>The families of the kind. Their samples are computed as they are read.</summary>
    IEnumerable<MetricFamily> Read(DateTimeOffset now);
}
