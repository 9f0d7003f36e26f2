using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BackupOperator.Agent.Reporting;
using BackupOperator.Contract;
using BackupOperator.Testing.Servers;

namespace BackupOperator.Agent.Tests;

/// <summary>The real executable, started as a pod starts it.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(2);

    private readonly Process _process;
    private readonly string _folder = Directory.CreateTempSubdirectory("agent-").FullName;
    private readonly Task<string> _errors;

    private AgentProcess(AgentTask task, string? clients)
    {
        var taskFile = Path.Combine(_folder, "task.json");
        File.WriteAllText(taskFile, JsonSerializer.Serialize(task, ContractJsonContext.Default.AgentTask));
        var info = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "agent"),
            [task.Verb.ToString().ToLowerInvariant(), "--task", taskFile])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment[TerminationMessage.PathVariable] = ResultFile;
        info.Environment["TMPDIR"] = TemporaryFolder;
        info.Environment["BACKUPOPERATOR_TEST_MARK"] = _folder;
        if (clients is not null)
        {
            info.Environment["BACKUPOPERATOR_POSTGRESQL_CLIENTS"] = clients;
        }

        Directory.CreateDirectory(TemporaryFolder);
        _process = Process.Start(info)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public List<AgentLine> Lines { get; } = [];

    public string TemporaryFolder => Path.Combine(_folder, "tmp");

    /// <summary>Everything that a person could read of the run.</summary>
    public string Written { get; private set; } = "";

    private string ResultFile => Path.Combine(_folder, "termination-log");

    /// <param name="task">What it is told to do.</param>
    /// <param name="clients">The folder of PostgreSQL's clients; null for those of this machine.</param>
    public static AgentProcess Start(AgentTask task, string? clients = null) => new(task, clients);

    public static async Task<AgentResult> RunAsync(AgentTask task, string? clients = null)
    {
        await using var agent = Start(task, clients);
        return await agent.ResultAsync();
    }

    /// <summary>Reads lines until one is as asked for.</summary>
    public async Task UntilAsync(Func<AgentLine, bool> seen)
    {
        while (await ReadAsync() is { } line)
        {
            if (seen(line))
            {
                return;
            }
        }

        Assert.Fail($"the agent ended before what was waited for: {Written} {await _errors}");
    }

    /// <summary>Waits until the world is as asked for, or the agent has ended by itself.</summary>
    public async Task UntilAsync(Func<bool> reached)
    {
        while (!_process.HasExited && !reached())
        {
            await Task.Delay(ProbeInterval);
        }
    }

    /// <summary>SIGKILL; false when it had ended by itself before.</summary>
    public async Task<bool> KillAsync()
    {
        const int Killed = 128 + 9;
        _process.Kill();
        await _process.WaitForExitAsync();
        return _process.ExitCode == Killed;
    }

    public async Task SignalAsync(string signal) =>
        await Run.ToEndAsync("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);

    public void Kill() => _process.Kill();

    /// <summary>Waits for the end; the result must agree with the exit code and hold to its bound.</summary>
    public async Task<AgentResult> ResultAsync()
    {
        while (await ReadAsync() is not null)
        {
        }

        await _process.WaitForExitAsync();
        Written += await _errors;
        var bytes = await File.ReadAllBytesAsync(ResultFile);
        Assert.InRange(bytes.Length, 1, 4096);
        var result = JsonSerializer.Deserialize(bytes, ContractJsonContext.Default.AgentResult)!;
        Assert.Equal((int)result.ExitCode, _process.ExitCode);
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(TemporaryFolder),
            entry => entry.Contains("backup-operator", StringComparison.Ordinal));
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<AgentLine?> ReadAsync()
    {
        if (await _process.StandardOutput.ReadLineAsync() is not { } text)
        {
            return null;
        }

        Written += text + "\n";
        var line = JsonSerializer.Deserialize(text, ContractJsonContext.Default.AgentLine)!;
        Lines.Add(line);
        return line;
    }
}
