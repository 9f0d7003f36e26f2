using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>What did not go as listed, from all threads: counted, and named up to a limit.</summary>
internal sealed class ReadReport(IProgress<SourceProgress> progress)
{
    private const int MostNames = 20;

    private readonly Lock _lock = new();
    private readonly List<string> _failures = [];
    private long _failed;
    private long _changed;
    private long _gone;
    private long _mountPoints;

    public long Changed => Interlocked.Read(ref _changed);

    public long Gone => Interlocked.Read(ref _gone);

    public long MountPoints => Interlocked.Read(ref _mountPoints);

    /// <summary>What is not there any more is no failure; anything else is.</summary>
    public void CannotRead(OpenDirectory directory, ReadOnlySpan<byte> name, int error)
    {
        if (ErrorNumber.MeansGone(error))
        {
            Warn(ref _gone, directory, name, "vanished while the tree was read: it is not in the backup");
            return;
        }

        AddFailure(directory, name, ErrorNumber.Text(error));
    }

    /// <summary>A file was written to while it was read.</summary>
    public void HasChanged(OpenDirectory directory, ReadOnlySpan<byte> name) =>
        Warn(ref _changed, directory, name, "changed while it was read: the backup has what was read");

    /// <summary>Another file system begins here and is not read.</summary>
    public void IsMountPoint(OpenDirectory directory) =>
        Warn(ref _mountPoints, directory, [], "is on another file system: its content is not in the backup");

    public void AddFailure(OpenDirectory directory, ReadOnlySpan<byte> name, string reason)
    {
        lock (_lock)
        {
            if (_failed++ < MostNames)
            {
                _failures.Add($"{PathText.Of(directory, name)} ({reason})");
            }
        }
    }

    /// <exception cref="SourceException">Something could not be read: partial is not success.</exception>
    public void ThrowIfFailed(string root)
    {
        lock (_lock)
        {
            if (_failed > 0)
            {
                var more = _failed > _failures.Count ? $" and {_failed - _failures.Count} more" : "";
                throw new SourceException(
                    SourceFailure.Refused,
                    $"{_failed} of the files below {root} cannot be read: {string.Join(", ", _failures)}{more}; " +
                    "let the agent's user read them, or exclude them");
            }
        }
    }

    private void Warn(ref long count, OpenDirectory directory, ReadOnlySpan<byte> name, string what)
    {
        if (Interlocked.Increment(ref count) <= MostNames)
        {
            var warning = $"{PathText.Of(directory, name)} {what}";
            progress.Report(new SourceProgress("reading files") { Warning = warning });
        }
    }
}
