using System.Text.Json;
using BackupOperator.Api;

namespace BackupOperator.EndToEnd.Tests.Environment;

/// <summary>kubectl, in one namespace.</summary>
internal sealed class Kubectl(string @namespace)
{
    /// <summary>Runs kubectl; its output.</summary>
    public Task<string> RunAsync(params string[] arguments) => Command.RunAsync("kubectl", ["--namespace", @namespace, .. arguments]);

    /// <summary>Applies YAML, as a file that is given to <c>kubectl apply</c>.</summary>
    public Task<string> ApplyAsync(string yaml) =>
        Command.RunAsync("kubectl", ["--namespace", @namespace, "apply", "--filename", "-"], yaml);

    /// <summary>Creates YAML; the name of what was created, without its kind.</summary>
    public async Task<string> CreateAsync(string yaml)
    {
        var output = await Command.RunAsync("kubectl", ["--namespace", @namespace, "create", "--output", "name", "--filename", "-"], yaml);
        return output.Trim().Split('/')[1];
    }

    /// <summary>Reads one object of this project.</summary>
    public async Task<T> GetAsync<T>(string resource, string name) where T : class =>
        Read<T>(await RunAsync("get", resource, name, "--output", "json"));

    /// <summary>Reads all objects of a kind of this project, by label where one is given.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string resource, string selector = "") where T : class
    {
        var output = await RunAsync("get", resource, "--selector", selector, "--output", "json");
        using var list = JsonDocument.Parse(output);
        return [.. list.RootElement.GetProperty("items").EnumerateArray().Select(item => Read<T>(item.GetRawText()))];
    }

    /// <summary>Names of objects of any kind, by label where one is given.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(string resource, string selector = "")
    {
        var output = await RunAsync("get", resource, "--selector", selector, "--output", "jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Asks again until the answer fits; fails with the last answer when patience ends.</summary>
    /// <param name="what">What is waited for, for the failure's message.</param>
    /// <param name="ask">Reads the state.</param>
    /// <param name="fits">Whether the state is the one waited for.</param>
    public static async Task<T> UntilAsync<T>(string what, Func<Task<T>> ask, Func<T, bool> fits)
    {
        using var patience = new CancellationTokenSource(TestEnvironment.Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (true)
        {
            var state = await ask();
            if (fits(state))
            {
                return state;
            }

            try
            {
                await tick.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{what} did not happen in {TestEnvironment.Patience}; last seen: {Show(state)}");
            }
        }
    }

    private static string Show<T>(T state) => ApiJsonContext.Default.GetTypeInfo(typeof(T)) is { } info
        ? JsonSerializer.Serialize(state, info)
        : state is System.Collections.IEnumerable list and not string ? string.Join(", ", list.Cast<object>()) : $"{state}";

    private static T Read<T>(string json) where T : class =>
        (T)JsonSerializer.Deserialize(json, ApiJsonContext.Default.GetTypeInfo(typeof(T))!)!;
}
