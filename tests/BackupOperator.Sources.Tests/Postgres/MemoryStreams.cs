using System.Text.Json;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>Keeps streams in memory, and gives them back as a test wants them.</summary>
internal sealed class MemoryStreams : IStreamSink, IStreamSource, IProgress<SourceProgress>
{
    public Dictionary<string, byte[]> Content { get; } = [];

    public JsonElement Details { get; set; }

    public List<string> Activities { get; } = [];

    public async Task WriteAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        Content.Add(name, copy.ToArray());
    }

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new MemoryStream(Content[name], writable: false));

    public void Report(SourceProgress value) => Activities.Add(value.Activity);
}
