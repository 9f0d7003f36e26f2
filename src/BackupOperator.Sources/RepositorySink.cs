using BackupOperator.Repository.Reading;
using BackupOperator.Repository.Writing;

namespace BackupOperator.Sources;

/// <summary>Writes the streams of a source into a repository.</summary>
/// <param name="writer">Stays the caller's, who completes and disposes it.</param>
public sealed class RepositorySink(SourceWriter writer) : IStreamSink
{
    /// <inheritdoc />
    public SourceReader? Base => writer.Base;

    /// <inheritdoc />
    public Task WriteAsync(string name, Stream content, CancellationToken cancellationToken) =>
        writer.WriteStreamAsync(name, content, cancellationToken);

    /// <inheritdoc />
    public PieceWriter OpenPieces(string name) => writer.OpenPieces(name);
}
