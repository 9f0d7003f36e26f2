using System.Text.Json;
using BackupOperator.Agent.Reporting;
using BackupOperator.Repository.Reading;
using BackupOperator.Sources;

namespace BackupOperator.Agent.Restore;

/// <summary>The streams of a stored source, counted as they are read.</summary>
internal sealed class RepositoryStreams(SourceReader reader, WorkProgress progress) : IStreamSource
{
    private long _readBytes;

    public long ReadBytes => Volatile.Read(ref _readBytes);

    public JsonElement Details => reader.Details;

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new CountedReads(reader.OpenRead(name), Count));

    public Task ReadChunksAsync<T>(
        string name, IChunkSink<T> sink, int parallelism, CancellationToken cancellationToken)
        where T : class =>
        reader.ReadChunksAsync(name, new CountedChunks<T>(sink, Count), parallelism, cancellationToken);

    private void Count(long bytes)
    {
        Interlocked.Add(ref _readBytes, bytes);
        progress.Read(bytes);
    }
}
