using System.Text.Json;
using System.Text.RegularExpressions;
using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Contract;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Locations;

/// <summary>Builds the executions that show what a store holds. They belong to their location and go with it.</summary>
internal static partial class ImportedExecutionBuilder
{
    /// <summary>The name that the execution had, where it may be one; what a store says is not trusted.</summary>
    public static string Name(CatalogueEntry entry) =>
        Subdomain().IsMatch(entry.ExecutionName) && entry.ExecutionName.Length <= ShortName.Longest
            ? entry.ExecutionName
            : UniqueName(entry);

    /// <summary>A name that only this backup has, for when its own is taken.</summary>
    public static string UniqueName(CatalogueEntry entry)
    {
        var beginning = Subdomain().IsMatch(entry.ExecutionName) ? entry.ExecutionName : "backup";
        return ShortName.ForChild(beginning, ShortName.Hash($"{entry.Identity.PolicyUid}/{entry.Identity.Backup}"));
    }

    /// <summary>Makes the execution.</summary>
    public static V1alpha1BackupExecution Build(V1alpha1BackupStorageLocation location, CatalogueEntry entry, string name) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = location.Namespace(),
            Labels = new Dictionary<string, string>
            {
                [Label.ManagedBy] = Label.ManagedByValue,
                [Label.Imported] = "true",
                [Label.Location] = ShortName.ForLabel(location.Name()),
                [Label.Policy] = ShortName.ForLabel(entry.Identity.PolicyName),
            },
            Annotations = new Dictionary<string, string>
            {
                [Annotation.CatalogueEntry] = JsonSerializer.Serialize(entry, ContractJsonContext.Default.CatalogueEntry),
            },
            OwnerReferences = [location.MakeOwnerReference(controller: false)],
        },
        Spec = new BackupExecutionSpec
        {
            PolicyName = entry.Identity.PolicyName,
            Import = new ImportedBackup
            {
                LocationName = location.Name(),
                PolicyUid = entry.Identity.PolicyUid,
                Backup = entry.Identity.Backup,
            },
        },
    };

    [GeneratedRegex("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")]
    private static partial Regex Subdomain();
}
