using System.Buffers;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres.Archives;

/// <summary>Feeds a stream to a program's standard input.</summary>
internal static class ArchiveFeed
{
    private const int BlockBytes = 256 * 1024;

    /// <summary>Copies to the end, or until the program closes its input; its exit code
    /// then says whether that was well.</summary>
    public static async Task FeedAsync(this ChildProcess process, Stream content, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            // Errors of the content are the caller's; only those of the pipe mean that the program has had enough.
            int read;
            do
            {
                read = await content.ReadAsync(block, cancellationToken);
            }
            while (read > 0 && await TryWriteAsync(process, block.AsMemory(0, read), cancellationToken));
            TryClose(process);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static async Task<bool> TryWriteAsync(
        ChildProcess process, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await process.Input.WriteAsync(bytes, cancellationToken);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void TryClose(ChildProcess process)
    {
        try
        {
            process.Input.Dispose();
        }
        catch (IOException)
        {
            // Closed on the other side already.
        }
    }
}
