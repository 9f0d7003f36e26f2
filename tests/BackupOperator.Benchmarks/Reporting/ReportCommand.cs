using System.CommandLine;

namespace BackupOperator.Benchmarks.Reporting;

/// <summary>The verb that prints what was measured.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("figures") { Description = "The lines that were measured." };
        var command = new Command("report", "Print ratios, figures and goals.") { file };
        command.SetAction(parsed =>
            new Report(Figures.Parse(File.ReadLines(parsed.GetRequiredValue(file).FullName)), Console.Out).Write());
        return command;
    }
}
