using BackupOperator.Sources.Processes;
using BackupOperator.Sources.Streams;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>The output of a client program that only ends well when the program did.</summary>
/// <remarks>The end of a pipe says nothing: a program that was killed closes it too. So
/// the last read waits for the exit code.</remarks>
internal sealed class ProgramOutputStream(
    ChildProcess process, Func<string, CancellationToken, Task<SourceException>> explain)
    : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await process.Output.ReadAsync(buffer, cancellationToken);
        if (read > 0 || buffer.Length == 0)
        {
            return read;
        }

        var code = await process.WaitAsync(cancellationToken);
        if (code != 0 || process.Errors.HasError)
        {
            var said = process.Errors.Text is { Length: > 0 } text ? text : "it said nothing";
            throw await explain($"{process.Name} ended with {Describe(code)}: {said}", cancellationToken);
        }

        return 0;
    }

    private static string Describe(int code) => code > 128 ? $"signal {code - 128}" : $"exit code {code}";
}
