using System.CommandLine;
using BackupOperator.Repository;
using BackupOperator.Sources;

namespace BackupOperator.Benchmarks.Product;

/// <summary>The verbs that bring a source back.</summary>
internal static class RestoreCommands
{
    public static Command Tree()
    {
        var options = new TreeOptions();
        var command = Create("restore-tree", "Restore a directory tree.", options.Restorer);
        options.AddTo(command);
        return command;
    }

    public static Command Database()
    {
        var options = new DatabaseOptions();
        var command = Create("restore-database", "Restore a database.", options.Restorer);
        options.AddTo(command);
        return command;
    }

    private static Command Create(string name, string description, Func<ParseResult, ISourceRestorer> restorer)
    {
        var repository = new RepositoryOptions();
        var command = new Command(name, description);
        repository.AddTo(command);
        command.SetAction((parsed, cancellationToken) => repository.RunAsync(
            parsed,
            (opened, token) => RunAsync(opened, restorer(parsed), repository.Backup(parsed), token),
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(
        BackupRepository repository, ISourceRestorer restorer, string backup, CancellationToken cancellationToken)
    {
        await repository.Catalogue.GetAsync(RepositoryOptions.PolicyUid, backup, cancellationToken);
        using var reader = await repository.OpenSourceAsync(
            RepositoryOptions.PolicyUid, backup, RepositoryOptions.Source, cancellationToken);
        await restorer.RestoreAsync(new RepositorySource(reader), new SilentProgress(), cancellationToken);
    }
}
