using System.CommandLine;
using BackupOperator.Benchmarks.Generation;
using BackupOperator.Benchmarks.Generation.Rows;
using BackupOperator.Benchmarks.Product;
using BackupOperator.Benchmarks.Reporting;

var root = new RootCommand("What make bench runs: makes its data, backs it up by this project's libraries, reports.")
{
    TreeCommands.Generate(),
    TreeCommands.Change(),
    RowsCommand.Create(),
    BackupCommands.Tree(),
    BackupCommands.Database(),
    CheckCommand.Create(),
    RestoreCommands.Tree(),
    RestoreCommands.Database(),
    ReportCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
