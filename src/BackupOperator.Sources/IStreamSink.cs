using BackupOperator.Repository.Reading;
using BackupOperator.Repository.Writing;

namespace BackupOperator.Sources;

/// <summary>Takes the streams of a source.</summary>
public interface IStreamSink
{
    /// <summary>The same source in the backup that this one builds on; null for a full one.</summary>
    SourceReader? Base => null;

    /// <summary>Reads <paramref name="content"/> to its end.</summary>
    /// <param name="name">Unique in the source.</param>
    /// <param name="content">Stays the caller's. A read that throws means that the stream is not whole.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task WriteAsync(string name, Stream content, CancellationToken cancellationToken);

    /// <summary>Begins a stream that is made of pieces. The caller completes and disposes it.</summary>
    /// <param name="name">Unique in the source.</param>
    /// <exception cref="NotSupportedException">The sink takes whole streams only.</exception>
    PieceWriter OpenPieces(string name) => throw new NotSupportedException("this sink takes whole streams only");
}
