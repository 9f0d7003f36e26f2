using BackupOperator.Repository.Reading;
using BackupOperator.Repository.Writing;
using BackupOperator.Sources;

namespace BackupOperator.Benchmarks.Product;

/// <summary>Gives the streams of a source to the repository.</summary>
internal sealed class WriterSink(SourceWriter writer) : IStreamSink
{
    public SourceReader? Base => writer.Base;

    public Task WriteAsync(string name, Stream content, CancellationToken cancellationToken) =>
        writer.WriteStreamAsync(name, content, cancellationToken);

    public PieceWriter OpenPieces(string name) => writer.OpenPieces(name);
}
