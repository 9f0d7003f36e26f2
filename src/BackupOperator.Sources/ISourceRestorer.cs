namespace BackupOperator.Sources;

/// <summary>Brings a stored source back.</summary>
public interface ISourceRestorer
{
    /// <summary>Checks every target first, then brings back what was selected and
    /// compares it with what was recorded.</summary>
    /// <exception cref="SourceException">Nothing is presented as restored that is not whole.</exception>
    Task<RestoreSummary> RestoreAsync(
        IStreamSource source, IProgress<SourceProgress> progress, CancellationToken cancellationToken);
}
