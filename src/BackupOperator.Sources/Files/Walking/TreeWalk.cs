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
    private readonly CancellationTokenRegistration _wake;
    private readonly Channel<WalkBlock> _ordered = Channel.CreateUnbounded<WalkBlock>();
    private readonly Queue<WalkBlock> _listed = [];
    private readonly Task _threads;
    private int _ahead;
    private bool _ended;

    private TreeWalk(FilesSourceOptions options, OpenDirectory root, ReadReport report, CancellationToken stop)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _wake = _stop.Token.UnsafeRegister(static walk => ((TreeWalk)walk!).End(), this);
        var walker = new TreeWalker(options, report, Send);
        var threads = new List<Task> { OnThread(() => Walk(walker, root)) };
        for (var number = 0; number < options.Parallelism; number++)
        {
            threads.Add(OnThread(LookAtAll));
        }

        _threads = Task.WhenAll(threads);
    }

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

    /// <summary>The next block of the tree, looked at; release it. Null at the end.</summary>
    public async ValueTask<WalkBlock?> NextAsync(CancellationToken cancellationToken)
    {
        if (!await _ordered.Reader.WaitToReadAsync(cancellationToken) || !_ordered.Reader.TryRead(out var block))
        {
            return null;
        }

        lock (_listed)
        {
            _ahead--;
            Monitor.PulseAll(_listed);
        }

        await block.Looked;
        return block;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _threads.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_ordered.Reader.TryRead(out var block))
        {
            block.Release();
        }

        await _wake.DisposeAsync();
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
            End();
        }
    }

    /// <summary>Waits for room, without spinning: the other threads have better use for the processor.</summary>
    private void Send(WalkBlock block)
    {
        lock (_listed)
        {
            while (_ahead >= BlocksAhead && !_ended)
            {
                Monitor.Wait(_listed);
            }

            _ahead++;
            _listed.Enqueue(block);
            _ordered.Writer.TryWrite(block);
            Monitor.PulseAll(_listed);
        }
    }

    private void End()
    {
        lock (_listed)
        {
            _ended = true;
            Monitor.PulseAll(_listed);
        }
    }

    private void LookAtAll()
    {
        while (TakeListed() is { } block)
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

    private WalkBlock? TakeListed()
    {
        lock (_listed)
        {
            while (_listed.Count == 0 && !_ended)
            {
                Monitor.Wait(_listed);
            }

            return _listed.TryDequeue(out var block) ? block : null;
        }
    }
}
