namespace BackupOperator.Sources;

/// <summary>Takes the streams of a source.</summary>
public interface IStreamSink
{
    /// <summary>Reads <paramref name="content"/> to its end.</summary>
    /// <param name="name">Unique in the source.</param>
    /// <param name="content">Stays the caller's. A read that throws means that the stream is not whole.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task WriteAsync(string name, Stream content, CancellationToken cancellationToken);
}
