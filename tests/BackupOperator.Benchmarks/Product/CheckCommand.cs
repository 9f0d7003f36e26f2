using System.CommandLine;
using BackupOperator.Repository.Checking;

namespace BackupOperator.Benchmarks.Product;

/// <summary>The verb that reads a backup back whole and verifies every byte.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var repository = new RepositoryOptions();
        var command = new Command("check", "Read a backup back whole.");
        repository.AddTo(command);
        command.SetAction((parsed, cancellationToken) => repository.RunAsync(
            parsed,
            async (opened, token) => Require(await IntegrityCheck.RunAsync(
                opened, RepositoryOptions.PolicyUid, repository.Backup(parsed), new CheckOptions(), token)),
            cancellationToken));
        return command;
    }

    private static void Require(IntegrityReport report)
    {
        Console.WriteLine($"{report.Packs} packs, {report.ReadBytes} bytes read, {report.VerifiedBytes} verified");
        if (!report.Passed)
        {
            throw new InvalidOperationException(
                $"the backup is damaged: {string.Join("; ", report.Problems.Select(problem => problem.Message))}");
        }
    }
}
