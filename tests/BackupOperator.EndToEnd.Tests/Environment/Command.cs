using System.Diagnostics;

namespace BackupOperator.EndToEnd.Tests.Environment;

/// <summary>Runs a program as a person would and keeps what it printed.</summary>
internal static class Command
{
    /// <summary>Runs a program to its end; its output on success.</summary>
    /// <exception cref="CommandException">When it fails.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string? input = null)
    {
        using var process = Start(program, arguments);
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TestEnvironment.Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new CommandException($"{program} {string.Join(' ', arguments)} did not end in {TestEnvironment.Patience}");
        }

        return process.ExitCode == 0
            ? await output
            : throw new CommandException($"{program} {string.Join(' ', arguments)}: {await error}{await output}");
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var tools = TestEnvironment.Optional("BACKUPOPERATOR_TEST_TOOLS");
        var start = new ProcessStartInfo(tools is not null && File.Exists(Path.Combine(tools, program)) ? Path.Combine(tools, program) : program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = TestEnvironment.Checkout,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }
}

/// <summary>A program failed; the message is what it printed.</summary>
internal sealed class CommandException(string message) : Exception(message);
