using System.CommandLine;

namespace BackupOperator.Benchmarks.Generation.Rows;

/// <summary>The verb that makes the rows of a table.</summary>
internal static class RowsCommand
{
    public static Command Create()
    {
        var table = new Argument<string>("table") { Description = "Its name." };
        table.AcceptOnlyFromAmong([.. ShopTables.Names]);
        var seed = new Option<long>("--seed") { DefaultValueFactory = _ => 1 };
        var scale = new Option<double>("--scale") { DefaultValueFactory = _ => 1 };
        var command = new Command("rows", "Write a table's rows, in the text form of COPY, to standard output.")
        {
            table, seed, scale,
        };
        command.SetAction(parsed =>
        {
            using var output = Console.OpenStandardOutput();
            ShopTables.Write(parsed.GetRequiredValue(table), parsed.GetValue(seed), parsed.GetValue(scale), output);
        });
        return command;
    }
}
