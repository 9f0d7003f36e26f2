using System.Threading.Channels;
using BackupOperator.Sources.Files.Native;
using BackupOperator.Sources.Files.Reading;

namespace BackupOperator.Sources.Files.Walking;

/// <summary>Walks a tree ahead of its reader: one thread lists, some look at what was listed.</summary>
/// <remarks>Threads of their own, for system calls on a slow share may block for long. A bounded number of blocks is
/// ahead, so nothing grows with the tree.</remarks>
internal sealed class TreeWalk : IAsyncDisposable
{
    private const int BlocksAhead = 12;

    private readonly CancellationTokenSource _stop;
    private readonly Channel<WalkBlock> _listed = Channel.CreateUnbounded<WalkBlock>();
    private readonly Channel<WalkBlock> _ordered = Channel.CreateBounded<WalkBlock>(BlocksAhead);
    private readonly Task _threads;

    private TreeWalk(FilesSourceOptions options, OpenDirectory root, ReadReport report, CancellationToken stop)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var walker = new TreeWalker(options, report, Send);
        _threads = Task.WhenAll(
            Enumerable.Range(0, options.Parallelism).Select(_ => OnThread(LookAtAll))
                .Append(OnThread(() => Walk(walker, root))));
    }

    /// <summary>The blocks in the order of the tree; wait for <see cref="WalkBlock.Looked"/>, and release
    /// each.</summary>
    public ChannelReader<WalkBlock> Blocks => _ordered.Reader;

    /// <exception cref="SourceException">The root cannot be opened.</exception>
    public static unsafe TreeWalk Start(FilesSourceOptions options, ReadReport report, CancellationToken stop)
    {
        var path = System.Text.Encoding.UTF8.GetBytes(options.Root + '\0');
        FileStatus status;
        fixed (byte* name = path)
        {
            var flags = OpenFlags.Directory | OpenFlags.CloseOnExec;
            var descriptor = Posix.OpenAt(OpenFlags.WorkingDirectory, name, flags, 0);
            byte none = 0;
            return descriptor >= 0
                && Posix.Statx(descriptor, &none, OpenFlags.DescriptorItself, FileStatus.Basic, &status) == 0
                ? new TreeWalk(options, new OpenDirectory(null, [0], descriptor, status.Device), report, stop)
                : throw new SourceException(
                    SourceFailure.BadInput,
                    $"directory {options.Root} cannot be opened: {ErrorNumber.Text(ErrorNumber.Last)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _threads.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_ordered.Reader.TryRead(out var block))
        {
            block.Release();
        }

        _stop.Dispose();
    }

    private static Task OnThread(Action work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Walk(TreeWalker walker, OpenDirectory root)
    {
        try
        {
            walker.Run(root, _stop.Token);
            _ordered.Writer.Complete();
        }
        catch (Exception exception)
        {
            _ordered.Writer.Complete(exception);
        }
        finally
        {
            _listed.Writer.Complete();
        }
    }

    private void Send(WalkBlock block)
    {
        while (!_ordered.Writer.TryWrite(block))
        {
            _ordered.Writer.WaitToWriteAsync(_stop.Token).AsTask().GetAwaiter().GetResult();
        }

        _listed.Writer.TryWrite(block);
    }

    private void LookAtAll()
    {
        while (_listed.Reader.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
        {
            while (_listed.Reader.TryRead(out var block))
            {
                try
                {
                    block.Look();
                    block.SetLooked();
                }
                catch (Exception exception)
                {
                    block.SetFailed(exception);
                }
            }
        }
    }
}
