using BackupOperator.Sources;

namespace BackupOperator.Benchmarks.Product;

/// <summary>Nobody looks on.</summary>
internal sealed class SilentProgress : IProgress<SourceProgress>
{
    public void Report(SourceProgress value)
    {
    }
}
