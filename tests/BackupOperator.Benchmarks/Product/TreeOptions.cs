using System.CommandLine;
using BackupOperator.Sources;
using BackupOperator.Sources.Files;

namespace BackupOperator.Benchmarks.Product;

/// <summary>Which tree, or where it is brought back to.</summary>
internal sealed class TreeOptions
{
    private readonly Option<string> _folder = new("--folder") { Required = true };

    public void AddTo(Command command) => command.Add(_folder);

    public ISourceReader Reader(ParseResult parsed) =>
        new FilesReader(new FilesSourceOptions { Root = parsed.GetRequiredValue(_folder) });

    public ISourceRestorer Restorer(ParseResult parsed) =>
        new FilesRestorer(new FilesTargetOptions { Target = parsed.GetRequiredValue(_folder) });
}
