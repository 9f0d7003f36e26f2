using System.CommandLine;

namespace BackupOperator.Benchmarks.Generation;

/// <summary>The verbs that make a tree and change it.</summary>
internal static class TreeCommands
{
    private static readonly Argument<string> s_folder = new("folder") { Description = "The tree's root." };
    private static readonly Option<long> s_seed = new("--seed") { DefaultValueFactory = _ => 1 };
    private static readonly Option<int> s_files = new("--files") { DefaultValueFactory = _ => 100_000 };
    private static readonly Option<int> s_largeFiles = new("--large-files") { DefaultValueFactory = _ => 6 };
    private static readonly Option<long> s_largeBytes = new("--large-bytes") { DefaultValueFactory = _ => 150_000_000 };
    private static readonly Option<int> s_step = new("--step") { Description = "1 or more.", Required = true };

    public static Command Generate()
    {
        var command = Create("generate-tree", "Write a tree of small and large files.");
        command.SetAction(parsed => Open(parsed).Write());
        return command;
    }

    public static Command Change()
    {
        var command = Create("change-tree", "Rewrite one small file in a hundred.");
        command.Add(s_step);
        command.SetAction(parsed =>
            Console.WriteLine($"{Open(parsed).Change(parsed.GetRequiredValue(s_step))} files rewritten"));
        return command;
    }

    private static Command Create(string name, string description) =>
        new(name, description) { s_folder, s_seed, s_files, s_largeFiles, s_largeBytes };

    private static GeneratedTree Open(ParseResult parsed) => new(
        new TreeShape(
            parsed.GetValue(s_seed), parsed.GetValue(s_files), parsed.GetValue(s_largeFiles),
            parsed.GetValue(s_largeBytes)),
        parsed.GetRequiredValue(s_folder));
}
