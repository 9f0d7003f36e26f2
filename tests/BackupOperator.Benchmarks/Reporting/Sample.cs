namespace BackupOperator.Benchmarks.Reporting;

/// <summary>One run of one command.</summary>
/// <param name="WallSeconds">From start to end.</param>
/// <param name="CpuSeconds">Of the command and all its children, user and system.</param>
/// <param name="PeakBytes">Of the largest of its processes.</param>
/// <param name="TotalBytes">Of all its processes together, where it was looked at.</param>
internal sealed record Sample(double WallSeconds, double CpuSeconds, double PeakBytes, double? TotalBytes);
