using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract.Specs;
using Kubernetes.ManifestGenerator.Tests;

namespace BackupOperator.Manager.Tests.Hosting;

/// <summary>A name in a spec becomes a part of the path of a request, or of a key in a store: no field takes one that leads elsewhere.</summary>
public sealed class NameTraversalTests
{
    private static readonly string[] Attempts = ["../../other/leases/theirs", "a/b", "a?fieldManager=x", "a%2fb", "..", "A", "a\n"];

    private static readonly (string Kind, Type Spec)[] Kinds =
    [
        (V1alpha1BackupPolicy.KindName, typeof(BackupPolicySpec)),
        (V1alpha1BackupExecution.KindName, typeof(BackupExecutionSpec)),
        (V1alpha1RestoreOperation.KindName, typeof(RestoreOperationSpec)),
        (V1alpha1BackupStorageLocation.KindName, typeof(BackupStorageLocationSpec)),
    ];

    public static TheoryData<string> Names => [.. Kinds.Select(kind => kind.Kind)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Name_ThatLeadsElsewhere_IsRefusedByTheServerInEachField(string kind)
    {
        using var plane = await ControlPlane.UseAsync(TestContext.Current.CancellationToken);
        var paths = NamesIn(Kinds.Single(candidate => candidate.Kind == kind).Spec, "spec").ToList();
        Assert.NotEmpty(paths);

        foreach (var attempt in Attempts)
        {
            var objects = paths.Select(path => Describe(kind, plane.Namespace, path, attempt).ToJsonString());
            var (_, output) = await Kubectl.RunAsync(string.Join("\n", objects), "create", "--dry-run=server", "--validate=false", "--filename=-");

            // In a store's own names capital letters are as good as others.
            var expected = paths.Where(path => attempt != "A" || !IsOfTheStore(path));
            Assert.All(expected, path => Assert.Contains($"{path} in body should match", output));
        }
    }

    [Theory]
    [InlineData("../../other/x", false)]
    [InlineData("a\n", false)]
    [InlineData("a.b-c", true)]
    public void ManagersOwnRule_OfAName_IsTheSchemas(string name, bool valid) => Assert.Equal(valid, ObjectName.IsValid(name));

    [Theory]
    [InlineData("../x", false)]
    [InlineData("a\n", false)]
    [InlineData("0b9f-1_a.B", true)]
    public void ManagersOwnRule_OfAStoresName_IsTheSchemas(string name, bool valid) => Assert.Equal(valid, StoreName.IsValid(name));

    private static bool IsOfTheStore(string path) => path.EndsWith(".policyUid", StringComparison.Ordinal) || path.EndsWith(".backup", StringComparison.Ordinal);

    private static IEnumerable<string> NamesIn(Type type, string path)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var here = $"{path}.{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}";
            var item = ItemOf(property.PropertyType);
            if (property.PropertyType == typeof(string) ? IsName(property) : item == typeof(string) && property.Name.EndsWith("Secrets", StringComparison.Ordinal))
            {
                yield return item is null ? here : $"{here}[0]";
            }

            foreach (var below in (item ?? property.PropertyType) is var inner && IsOurs(inner) ? NamesIn(inner, item is null ? here : $"{here}[0]") : [])
            {
                yield return below;
            }
        }
    }

    // Names of databases are the database's: they go into no path.
    private static bool IsName(PropertyInfo property) => property.DeclaringType != typeof(DatabaseMapping)
        && (property.Name.EndsWith("Name", StringComparison.Ordinal) || property.Name is "PolicyUid" or "Backup");

    private static bool IsOurs(Type type) => type.IsClass && type.Namespace?.StartsWith("BackupOperator.", StringComparison.Ordinal) == true;

    private static Type? ItemOf(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)) && type.IsGenericType
        ? type.GetGenericArguments()[^1]
        : null;

    private static JsonObject Describe(string kind, string @namespace, string path, string name)
    {
        var root = new JsonObject
        {
            ["apiVersion"] = ApiGroup.ApiVersion,
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = "traversal", ["namespace"] = @namespace },
        };
        Set(root, path.Split('.'), name);
        return root;
    }

    private static void Set(JsonObject parent, ReadOnlySpan<string> path, string value)
    {
        var name = path[0].Replace("[0]", "", StringComparison.Ordinal);
        var isList = name.Length < path[0].Length;
        JsonNode leaf = value;
        if (path.Length > 1)
        {
            var below = new JsonObject();
            Set(below, path[1..], value);
            leaf = below;
        }

        parent[name] = isList ? new JsonArray(leaf) : leaf;
    }
}
