using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using Kubernetes.Client.Models;

namespace BackupOperator.EndToEnd.Tests.Environment;

/// <summary>A team with a namespace of its own, a database, a bucket and the Secrets for both: what most tests start from.</summary>
internal sealed class Tenant : IAsyncDisposable
{
    private readonly List<string> _databases = [];
    private readonly List<string> _buckets = [];

    private Tenant(string name)
    {
        Name = name;
        Kubectl = new Kubectl(name);
        Bucket = name;
        Database = name.Replace('-', '_');
    }

    public string Name { get; }

    public Kubectl Kubectl { get; }

    public string Bucket { get; }

    public string Database { get; }

    public ObjectStoreServer Store { get; } = new();

    public DatabaseServer Server { get; } = DatabaseServer.Oldest;

    /// <summary>Makes a namespace under the <c>restricted</c> pod security standard with Secrets <c>store</c>, <c>db</c> and
    /// <c>key</c>, a bucket, and a database of some rows.</summary>
    public static async Task<Tenant> CreateAsync(OperatorFixture @operator, string purpose, int rows = 2_000)
    {
        await @operator.RequireAsync();
        var tenant = new Tenant($"e2e-{purpose}-{Guid.NewGuid().ToString("N")[..6]}");
        await Command.RunAsync("kubectl", ["create", "namespace", tenant.Name]);
        await Command.RunAsync("kubectl", ["label", "namespace", tenant.Name, "pod-security.kubernetes.io/enforce=restricted"]);
        await tenant.SecretAsync("store", ("accessKeyId", tenant.Store.AccessKey), ("secretAccessKey", tenant.Store.SecretKey));
        await tenant.SecretAsync("key", ("key", Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32))));
        await tenant.ConnectionAsync("db", tenant.Server.Port);
        await tenant.CreateBucketAsync(tenant.Bucket);
        if (rows > 0)
        {
            await tenant.FillAsync(tenant.Database, rows);
        }

        return tenant;
    }

    /// <summary>Makes or replaces a Secret.</summary>
    public Task SecretAsync(string name, params (string Key, string Value)[] entries) => Kubectl.ApplyAsync($$"""
        apiVersion: v1
        kind: Secret
        metadata: {name: {{name}}}
        data:
        {{string.Join("\n", entries.Select(entry => $"  {entry.Key}: {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(entry.Value))}"))}}
        """);

    /// <summary>Makes a Secret that leads to the database server at a port of this machine.</summary>
    public Task ConnectionAsync(string name, int port, string? password = null) => SecretAsync(name,
        ("host", TestEnvironment.Host),
        ("port", $"{port}"),
        ("username", Server.User),
        ("password", password ?? Server.Password));

    /// <summary>Makes a Secret that leads to another database server.</summary>
    public Task ConnectionAsync(string name, DatabaseServer server) => SecretAsync(name,
        ("host", TestEnvironment.Host),
        ("port", $"{server.Port}"),
        ("username", server.User),
        ("password", server.Password));

    public async Task CreateBucketAsync(string bucket)
    {
        await Store.CreateBucketAsync(bucket);
        _buckets.Add(bucket);
    }

    public async Task FillAsync(string database, int rows)
    {
        _databases.Add(database);
        await Server.FillAsync(database, rows);
    }

    /// <summary>Has a database dropped at the end, which a restore made.</summary>
    public string Restored(string suffix)
    {
        _databases.Add($"{Database}_{suffix}");
        return _databases[^1];
    }

    /// <summary>YAML of a location in this tenant's bucket.</summary>
    public string Location(string name = "primary", string? bucket = null, string secret = "store", int? port = null) => $$"""
        apiVersion: backupoperator.io/v1alpha1
        kind: BackupStorageLocation
        metadata: {name: {{name}}}
        spec:
          s3:
            bucket: {{bucket ?? Bucket}}
            endpoint: http://{{TestEnvironment.Host}}:{{port ?? Store.Port}}
            region: {{Store.Region}}
            forcePathStyle: true
            checksumMode: WhenRequired
            credentialsSecretName: {{secret}}
        """;

    /// <summary>YAML of a policy for this tenant's database.</summary>
    public string Policy(string name = "shop", string? database = null, string connection = "db", string key = "key", string more = "") => $$"""
        apiVersion: backupoperator.io/v1alpha1
        kind: BackupPolicy
        metadata: {name: {{name}}}
        spec:
          sources:
            - name: orders
              postgres:
                connection: {secretName: {{connection}}}
                databases: [{{database ?? Database}}]
          storage:
            - locationName: primary
          encryption: {keySecretName: {{key}}}
          objectives: {rpo: 1h, rto: 1h}
        {{more}}
        """;

    /// <summary>Without retries, so that a failure is final at once.</summary>
    public const string NoRetries = "  limits: {retries: 0}";

    /// <summary>Applies a location and a policy and waits until both are ready.</summary>
    public async Task ReadyAsync(string? location = null, string? policy = null)
    {
        await Kubectl.ApplyAsync(location ?? Location());
        await Kubectl.ApplyAsync(policy ?? Policy());
        await LocationAsync(found => IsTrue(found.Status.Conditions, ConditionType.Ready));
        await PolicyAsync(found => IsTrue(found.Status.Conditions, ConditionType.Ready));
    }

    /// <summary>Starts a run by hand; its name.</summary>
    public Task<string> StartAsync(string policy = "shop", string type = "full") => Kubectl.CreateAsync($$"""
        apiVersion: backupoperator.io/v1alpha1
        kind: BackupExecution
        metadata: {generateName: {{policy}}-manual-}
        spec: {policyName: {{policy}}, type: {{type}}}
        """);

    /// <summary>Runs a policy by hand to its end, whatever comes of it.</summary>
    public async Task<V1alpha1BackupExecution> RunAsync(string policy = "shop", string type = "full") =>
        await ExecutionAsync(await StartAsync(policy, type), found => found.Status.IsTerminal);

    /// <summary>YAML of a restore into this tenant's server.</summary>
    public string Restore(string name, string backup, string? database = null, string? targetName = null, string more = "", string connection = "db") => $$"""
        apiVersion: backupoperator.io/v1alpha1
        kind: RestoreOperation
        metadata: {name: {{name}}}
        spec:
          backup: {{backup}}
          target:
            postgres:
              connection: {secretName: {{connection}}}
              databases:
                - {name: {{database ?? Database}}, targetName: {{targetName ?? database ?? Database}}}
        {{more}}
        """;

    /// <summary>Applies a restore and waits for its end, whatever comes of it.</summary>
    public async Task<V1alpha1RestoreOperation> RestoreAsync(string name, string yaml)
    {
        await Kubectl.ApplyAsync(yaml);
        return await Kubectl.UntilAsync($"the end of restore {Name}/{name}",
            () => Kubectl.GetAsync<V1alpha1RestoreOperation>("restoreoperation", name), found => found.Status.IsTerminal);
    }

    public Task<V1alpha1BackupExecution> ExecutionAsync(string name, Func<V1alpha1BackupExecution, bool> fits) =>
        Kubectl.UntilAsync($"a change of execution {Name}/{name}",
            () => Kubectl.GetAsync<V1alpha1BackupExecution>("backupexecution", name), fits);

    public Task<V1alpha1BackupPolicy> PolicyAsync(Func<V1alpha1BackupPolicy, bool> fits, string name = "shop") =>
        Kubectl.UntilAsync($"a change of policy {Name}/{name}",
            () => Kubectl.GetAsync<V1alpha1BackupPolicy>("backuppolicy", name), fits);

    public Task<V1alpha1BackupStorageLocation> LocationAsync(Func<V1alpha1BackupStorageLocation, bool> fits, string name = "primary") =>
        Kubectl.UntilAsync($"a change of location {Name}/{name}",
            () => Kubectl.GetAsync<V1alpha1BackupStorageLocation>("backupstoragelocation", name), fits);

    public static bool IsTrue(IEnumerable<Condition> conditions, string type) => Find(conditions, type)?.Status == "True";

    public static Condition? Find(IEnumerable<Condition> conditions, string type) =>
        conditions.FirstOrDefault(condition => condition.Type == type);

    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync("kubectl", ["delete", "namespace", Name, "--wait=false"]);
        foreach (var database in _databases)
        {
            await Server.DropAsync(database);
        }

        foreach (var bucket in _buckets)
        {
            await Store.DeleteBucketAsync(bucket);
        }

        Store.Dispose();
    }
}
