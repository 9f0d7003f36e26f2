using System.Text.Json;
using BackupOperator.Agent.Reporting;
using BackupOperator.Repository.Reading;
using BackupOperator.Sources;

namespace BackupOperator.Agent.Restore;

/// <summary>The streams of a stored source, counted as they are read.</summary>
/// <remarks>A stream that is read alone has as many ranges on their way as the restore has connections; several share
/// them, so that memory grows with the parallelism and not with its square.</remarks>
internal sealed class RepositoryStreams(SourceReader reader, int parallelism, WorkProgress progress) : IStreamSource
{
    // With one, nothing would be on its way while it is opened.
    private const int LeastAhead = 2;

    private long _readBytes;
    private int _open;

    public long ReadBytes => Volatile.Read(ref _readBytes);

    public JsonElement Details => reader.Details;

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var ahead = Math.Max(LeastAhead, parallelism / Interlocked.Increment(ref _open));
        return Task.FromResult<Stream>(
            new CountedReads(reader.OpenRead(name, ahead), Count, () => Interlocked.Decrement(ref _open)));
    }

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
