using System.CommandLine;
using BackupOperator.Agent;
using BackupOperator.Contract;

var root = new RootCommand("Works on backups in a pod of its own: reads a task file, writes JSON lines and a result.");
foreach (var verb in Enum.GetValues<AgentVerb>())
{
    var task = new Option<string>("--task") { Description = "The task file.", Required = true };
    var command = new Command(verb.ToString().ToLowerInvariant(), AgentRun.Describe(verb)) { task };
    command.SetAction((parsed, _) => AgentRun.RunAsync(verb, parsed.GetRequiredValue(task)));
    root.Add(command);
}

// Signals are ours: the library would end the process after two seconds, in the middle of a rollback.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
