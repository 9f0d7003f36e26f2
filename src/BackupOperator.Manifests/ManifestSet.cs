using System.Reflection;
using System.Text.Json.Nodes;
using Kubernetes.ControllerRuntime;
using Kubernetes.CustomResources;
using Kubernetes.ManifestGenerator;
using Kubernetes.ManifestGenerator.Definitions;
using Kubernetes.ManifestGenerator.Documentation;
using Kubernetes.ManifestGenerator.Roles;
using k8s.Models;

namespace BackupOperator.Manifests;

/// <summary>Which generated files the project has, and where.</summary>
public static class ManifestSet
{
    // kustomize and the chart each read below their own folder only, so what both need is there twice.
    private static readonly string[] DefinitionFolders = ["config/crd", "charts/backup-operator/files/crds"];

    private static readonly Assembly Api = Assembly.Load("BackupOperator.Api");

    private static readonly Assembly[] Workers = [Assembly.Load("BackupOperator.Manager"), typeof(IEntityController<>).Assembly];

    /// <summary>All generated files.</summary>
    public static IEnumerable<Manifest> All() => [.. Definitions(), .. Roles()];

    private static IEnumerable<Manifest> Definitions()
    {
        var documentation = new TypeDocumentation();
        return from type in Api.GetTypes()
               where type.IsDefined(typeof(CustomResourceAttribute))
               orderby type.Name
               let plural = type.GetCustomAttribute<KubernetesEntityAttribute>()!.PluralName
               let definition = CustomResourceDefinition.Of(type, documentation)
               from folder in DefinitionFolders
               select Manifest.Of($"{folder}/{plural}.yaml", definition);
    }

    private static IEnumerable<Manifest> Roles()
    {
        var rules = RoleRules.Of(Workers);
        yield return Manifest.Of("config/rbac/role.yaml", ClusterRole.Of("backup-operator", rules));
        // The chart names its role itself; Role or ClusterRole, as its values say.
        yield return Manifest.Of("charts/backup-operator/files/role-rules.yaml", new JsonObject { ["rules"] = rules });
    }
}
