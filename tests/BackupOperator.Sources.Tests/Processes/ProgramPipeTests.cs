using System.Text;
using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Tests.Processes;

public sealed class ProgramPipeTests
{
    private static readonly Dictionary<string, string> s_environment = new() { ["PATH"] = "/usr/bin:/bin" };

    private readonly CancellationToken _cancellationToken = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_ProgramWritesManyPieces_GivesEveryByteInOrder()
    {
        const int Lines = 400_000;
        await using var program = Shell($"seq 1 {Lines}");
        using var content = new MemoryStream();

        await program.Output.CopyToAsync(content, 60_000, _cancellationToken);

        var expected = string.Concat(Enumerable.Range(1, Lines).Select(number => $"{number}\n"));
        Assert.Equal(expected, Encoding.ASCII.GetString(content.ToArray()));
    }

    [Fact]
    public async Task Read_ProgramWritesWithoutEnd_GivesMoreThanAPipeHolds()
    {
        const int PipeBytes = 65_536;
        await using var program = Shell("cat /dev/zero");
        var buffer = new byte[3_000_000];
        var read = 0;

        // Sooner or later: a machine that is busy elsewhere may give the program no time at the first.
        while (read <= PipeBytes)
        {
            read = await program.Output.ReadAsync(buffer, _cancellationToken);
        }

        Assert.InRange(read, PipeBytes + 1, buffer.Length);
    }

    [Fact]
    public async Task Read_ProgramWaitsAfterALine_GivesTheLine()
    {
        await using var program = Shell("echo ready; read line; echo more");
        var buffer = new byte[1000];

        var read = await program.Output.ReadAsync(buffer, _cancellationToken);

        Assert.Equal("ready\n", Encoding.ASCII.GetString(buffer, 0, read));
    }

    [Fact]
    public async Task Read_ProgramHasEnded_GivesNothingHoweverOften()
    {
        await using var program = Shell("true");
        var buffer = new byte[10];

        Assert.Equal(0, await program.Output.ReadAsync(buffer, _cancellationToken));
        Assert.Equal(0, await program.Output.ReadAsync(buffer, _cancellationToken));
    }

    [Fact]
    public async Task Read_CancelledWhileTheProgramIsSilent_Ends()
    {
        await using var program = Shell("read line");
        using var stop = new CancellationTokenSource();
        var reading = program.Output.ReadAsync(new byte[10], stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await reading);
    }

    private static ChildProcess Shell(string script) =>
        ChildProcess.Start(new ProgramStart("/bin/sh", ["-c", script], s_environment));
}
