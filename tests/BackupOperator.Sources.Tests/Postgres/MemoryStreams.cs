using System.Collections.Concurrent;
using System.Text.Json;
using BackupOperator.Repository.Reading;
using BackupOperator.Sources.Streams;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>Keeps streams in memory, and gives them back as a test wants them.</summary>
internal class MemoryStreams : IStreamSink, IStreamSource, IProgress<SourceProgress>
{
    public ConcurrentDictionary<string, byte[]> Content { get; } = [];

    public JsonElement Details { get; set; }

    public ConcurrentQueue<string> Activities { get; } = [];

    /// <summary>How much was read of each stream, by all its readers.</summary>
    public ConcurrentDictionary<string, long> ReadBytes { get; } = [];

    public Task ReadChunksAsync<T>(
        string name, IChunkSink<T> sink, int parallelism, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException();

    public virtual async Task WriteAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        Assert.True(Content.TryAdd(name, copy.ToArray()), $"stream {name} is written twice");
    }

    public virtual Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new Counted(new MemoryStream(Content[name], writable: false), read =>
            ReadBytes.AddOrUpdate(name, read, (_, before) => before + read)));

    public void Report(SourceProgress value) => Activities.Enqueue(value.Activity);

    private sealed class Counted(Stream inner, Action<long> count) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            count(read);
            return read;
        }
    }
}
