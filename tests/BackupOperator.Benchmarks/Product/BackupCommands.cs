using System.CommandLine;
using BackupOperator.Repository;
using BackupOperator.Repository.Writing;
using BackupOperator.Sources;

namespace BackupOperator.Benchmarks.Product;

/// <summary>The verbs that back up: all that an agent does for a source, and then the commit.</summary>
internal static class BackupCommands
{
    public static Command Tree()
    {
        var options = new TreeOptions();
        var command = Create("backup-tree", "Back up a directory tree.", options.Reader);
        options.AddTo(command);
        return command;
    }

    public static Command Database()
    {
        var options = new DatabaseOptions();
        var command = Create("backup-database", "Back up a database.", options.Reader);
        options.AddTo(command);
        return command;
    }

    private static Command Create(string name, string description, Func<ParseResult, ISourceReader> reader)
    {
        var repository = new RepositoryOptions();
        var @base = new Option<string?>("--base") { Description = "The backup to refer to; full without." };
        var command = new Command(name, description) { @base };
        repository.AddTo(command);
        command.SetAction((parsed, cancellationToken) => repository.RunAsync(
            parsed,
            (opened, token) => RunAsync(
                opened, reader(parsed), Options(repository.Backup(parsed), parsed.GetValue(@base)), token),
            cancellationToken));
        return command;
    }

    private static SourceWriterOptions Options(string backup, string? @base) => new()
    {
        PolicyUid = RepositoryOptions.PolicyUid,
        Source = RepositoryOptions.Source,
        Backup = backup,
        Base = @base,
    };

    private static async Task RunAsync(
        BackupRepository repository, ISourceReader reader, SourceWriterOptions options,
        CancellationToken cancellationToken)
    {
        var started = DateTimeOffset.UtcNow;
        await using var writer = await repository.WriteSourceAsync(options, cancellationToken);
        if (options.Base is not null && writer.Base is null)
        {
            throw new InvalidOperationException(
                $"backup {options.Base} cannot be referred to: this would be a full one");
        }

        var summary = await reader.ReadAsync(new RepositorySink(writer), new SilentProgress(), cancellationToken);
        var stored = await writer.CompleteAsync(summary.Details, cancellationToken);
        await repository.Catalogue.CommitAsync(Records.Of(options, summary, stored, started), cancellationToken);
        Console.WriteLine($"{options.Backup}: {stored.ReadBytes} bytes read, {stored.StoredBytes} stored");
    }
}
