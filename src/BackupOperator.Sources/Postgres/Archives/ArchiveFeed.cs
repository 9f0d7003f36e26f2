using System.Buffers;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres.Archives;

/// <summary>Feeds a program's standard input. A program that closes it has had enough; its
/// exit code then says whether that was well.</summary>
internal static class ArchiveFeed
{
    private const int BlockBytes = 256 * 1024;

    /// <summary>Copies to the end, or until the program closes its input, and closes it.</summary>
    public static async Task FeedAsync(this ChildProcess process, Stream content, CancellationToken cancellationToken)
    {
        await process.TryCopyAsync(content, cancellationToken);
        process.CloseInput();
    }

    /// <summary>Copies to the end and leaves the input open.</summary>
    /// <returns>Whether the program took all of it.</returns>
    public static async Task<bool> TryCopyAsync(
        this ChildProcess process, Stream content, CancellationToken cancellationToken)
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
            while (read > 0 && await process.TryWriteAsync(block.AsMemory(0, read), cancellationToken));
            return read == 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <returns>Whether the program took it.</returns>
    public static async Task<bool> TryWriteAsync(
        this ChildProcess process, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
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

    public static void CloseInput(this ChildProcess process)
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
