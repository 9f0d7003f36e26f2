namespace BackupOperator.Sources;

/// <summary>Reads one source as named streams.</summary>
public interface ISourceReader
{
    /// <summary>Reads all that was selected, stream by stream.</summary>
    /// <param name="sink">Takes the streams. One that ends early throws from its read, so
    /// that it is never taken for whole.</param>
    /// <param name="progress">Told what is being read.</param>
    /// <param name="cancellationToken">Ends the read and every child process.</param>
    /// <exception cref="SourceException">The source cannot be read as asked.</exception>
    Task<SourceSummary> ReadAsync(
        IStreamSink sink, IProgress<SourceProgress> progress, CancellationToken cancellationToken);
}
