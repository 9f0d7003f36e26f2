using System.Text.Json;
using BackupOperator.Contract;

namespace BackupOperator.Agent;

/// <summary>Reads what the manager asks for.</summary>
internal static class TaskFile
{
    private const int KnownVersion = 1;

    /// <exception cref="BadInputException">There is no task, it is for another release or for another verb.</exception>
    public static async Task<AgentTask> ReadAsync(string path, AgentVerb verb, CancellationToken cancellationToken)
    {
        var task = await ParseAsync(path, cancellationToken);
        if (task.ContractVersion != KnownVersion)
        {
            throw new BadInputException(
                $"the task has contract version {task.ContractVersion}, this agent knows {KnownVersion}: " +
                "run manager and agent of the same release");
        }

        return task.Verb == verb
            ? task
            : throw new BadInputException(
                $"the task is for {task.Verb}, the agent was started for {verb}: start it with the verb of the task");
    }

    private static async Task<AgentTask> ParseAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync(file, ContractJsonContext.Default.AgentTask, cancellationToken)
                ?? throw new BadInputException($"the task file {path} is empty");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new BadInputException($"the task file {path} cannot be read: {exception.Message}", exception);
        }
    }
}
