using System.CommandLine;
using System.CommandLine.Parsing;

namespace BackupOperator.Manager.Hosting;

/// <summary>The manager's command line. Each option may be set by a variable of the environment as well; the command line
/// wins.</summary>
internal sealed class ManagerCommand
{
    private readonly Func<string, string?> environment;
    private readonly Option<string> agentImage;
    private readonly Option<string> watchNamespace;
    private readonly Option<bool> leaderElection;
    private readonly Option<int> concurrency;
    private readonly Option<LogLevel> logLevel;
    private readonly Option<int> metricsPort;
    private readonly Option<int> healthPort;

    /// <summary>Makes the command.</summary>
    /// <param name="environment">Reads a variable of the environment; null where it is not set.</param>
    public ManagerCommand(Func<string, string?> environment)
    {
        this.environment = environment;
        agentImage = Make("agent-image", "the image of the agents' pods; empty for the manager's own", "");
        watchNamespace = Make("watch-namespace", "the namespace that is watched; empty for all", "");
        leaderElection = Make("leader-election", "whether replicas elect the one that works, true or false", true, bool.TryParse);
        concurrency = Make("concurrency", "objects of one kind that are worked on at a time, 1 to 64", 4, Within(1, 64));
        logLevel = Make("log-level", "trace, debug, information, warning or error", LogLevel.Information, TryLevel);
        metricsPort = Make("metrics-port", "the port of /metrics, 1 to 65535", 8080, Within(1, 65_535));
        healthPort = Make("health-port", "the port of /healthz and /readyz, 1 to 65535", 8081, Within(1, 65_535));
        Root = new RootCommand("Takes the backups that BackupPolicies ask for, and proves that they can be restored.")
        {
            agentImage, watchNamespace, leaderElection, concurrency, logLevel, metricsPort, healthPort,
        };
        Root.Validators.Add(CheckAll);
    }

    private delegate bool TryRead<T>(string text, out T value);

    /// <summary>The command, without an action.</summary>
    public RootCommand Root { get; }

    /// <summary>Parses the command line, and after it the variables of what it does not say.</summary>
    public ParseResult Parse(IReadOnlyList<string> args)
    {
        // What only tells about the program takes no other options beside it.
        var asks = args.Any(arg => arg is "--version" or "--help" or "-h" or "-?");
        var unsaid = Root.Options
            .Where(option => !asks && !args.Any(arg => arg == option.Name || arg.StartsWith(option.Name + "=", StringComparison.Ordinal)))
            .Select(option => (option.Name, Value: environment(VariableOf(option.Name))))
            .Where(setting => !string.IsNullOrEmpty(setting.Value))
            .Select(setting => $"{setting.Name}={setting.Value}");
        return Root.Parse([.. args, .. unsaid]);
    }

    /// <summary>Reads what was parsed without error.</summary>
    public ManagerOptions Read(ParseResult result) => new()
    {
        AgentImage = result.GetValue(agentImage)!,
        WatchNamespace = result.GetValue(watchNamespace) is { Length: > 0 } name ? name : null,
        LeaderElection = result.GetValue(leaderElection),
        Concurrency = result.GetValue(concurrency),
        LogLevel = result.GetValue(logLevel),
        MetricsPort = result.GetValue(metricsPort),
        HealthPort = result.GetValue(healthPort),
    };

    private static string VariableOf(string name) => "BACKUPOPERATOR_" + name.TrimStart('-').ToUpperInvariant().Replace('-', '_');

    private static bool TryLevel(string text, out LogLevel level) =>
        Enum.TryParse(text, ignoreCase: true, out level) && Enum.IsDefined(level) && !int.TryParse(text, out _);

    private static TryRead<int> Within(int least, int greatest) =>
        (string text, out int value) => int.TryParse(text, out value) && value >= least && value <= greatest;

    private void CheckAll(CommandResult result)
    {
        if (result.GetValue(watchNamespace)?.Contains(',') == true)
        {
            result.AddError("several namespaces cannot be watched yet; name one, or none for all");
        }
    }

    private static Option<string> Make(string name, string description, string unset) =>
        Make(name, description, unset, (string text, out string value) =>
        {
            value = text;
            return true;
        });

    private static Option<T> Make<T>(string name, string description, T unset, TryRead<T> read) => new($"--{name}")
    {
        Description = $"{description} [{VariableOf(name)}]",
        Arity = ArgumentArity.ExactlyOne,
        DefaultValueFactory = _ => unset,
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            if (read(text, out var value))
            {
                return value;
            }

            argument.AddError($"--{name} ({VariableOf(name)}) cannot be \"{text}\"; it is {description}");
            return unset;
        },
    };
}
