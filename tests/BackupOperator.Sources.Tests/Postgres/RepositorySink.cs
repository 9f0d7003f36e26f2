using BackupOperator.Repository.Writing;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>The streams of a source on their way into a repository.</summary>
internal sealed class RepositorySink(SourceWriter writer) : IStreamSink
{
    public Task WriteAsync(string name, Stream content, CancellationToken cancellationToken) =>
        writer.WriteStreamAsync(name, content, cancellationToken);
}
