using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;

namespace BackupOperator.Sources.Processes;

/// <summary>A running program with its streams. Disposing it ends the program, whatever it is doing.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _errors;
    private ProgramPipe? _output;

    private ChildProcess(Process process, string name)
    {
        _process = process;
        Name = name;
        _errors = Errors.ReadAsync(process.StandardError);
    }

    /// <summary>The program's name, for messages.</summary>
    public string Name { get; }

    public ErrorTail Errors { get; } = new();

    /// <summary>What it writes, as bytes or as <see cref="OutputText"/>: one of the two.</summary>
    public Stream Output =>
        _output ??= new ProgramPipe(((PipeStream)_process.StandardOutput.BaseStream).SafePipeHandle);

    public TextReader OutputText => _process.StandardOutput;

    public Stream Input => _process.StandardInput.BaseStream;

    /// <exception cref="SourceException">The program cannot be started.</exception>
    public static ChildProcess Start(ProgramStart start)
    {
        var info = new ProcessStartInfo(start.Path, start.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        info.Environment.Clear();
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        var program = Path.GetFileName(start.Path);
        try
        {
            return new ChildProcess(Process.Start(info)!, program);
        }
        catch (Win32Exception exception)
        {
            throw new SourceException(
                SourceFailure.BadInput, $"{start.Path} cannot be started: {exception.Message}; check the image",
                exception);
        }
    }

    /// <summary>Waits for the end and for the last line of standard error.</summary>
    /// <returns>The exit code; 128 and the signal's number when a signal ended it.</returns>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _errors.WaitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        // To find children, every process of the machine is looked at: that is for one that still runs.
        if (!_process.HasExited)
        {
            Kill();
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            // Children of pg_dump and pg_restore --jobs are ended with it; none may write to a target after us.
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
