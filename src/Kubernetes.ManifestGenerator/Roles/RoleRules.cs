using System.Reflection;
using System.Text.Json.Nodes;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using Kubernetes.ControllerRuntime.Rbac;
using Kubernetes.ManifestGenerator.Definitions;

namespace Kubernetes.ManifestGenerator.Roles;

/// <summary>Gathers what classes do with objects (<see cref="EntityRbacAttribute"/>, controllers, finalizers) into the rules of
/// a role: the least that they need, each resource once.</summary>
public static class RoleRules
{
    /// <summary>The rules for all types of the assemblies.</summary>
    public static JsonArray Of(params IEnumerable<Assembly> assemblies)
    {
        var needs = assemblies
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsClass && !type.IsAbstract)
            .SelectMany(type => Declared(type).Concat(Implied(type)));
        var resources = needs
            .GroupBy(need => (need.Group, need.Resource))
            .Select(group => (group.Key, Verbs: group.Aggregate(RbacVerb.None, (verbs, need) => verbs | need.Verbs)));
        var rules = resources
            .GroupBy(resource => (resource.Key.Group, resource.Verbs), resource => resource.Key.Resource)
            .OrderBy(rule => rule.Key.Group, StringComparer.Ordinal)
            .ThenBy(rule => rule.Min(StringComparer.Ordinal), StringComparer.Ordinal)
            .Select(rule => (JsonNode)new JsonObject
            {
                ["apiGroups"] = new JsonArray(rule.Key.Group),
                ["resources"] = List(rule.Order(StringComparer.Ordinal)),
                ["verbs"] = List(Names(rule.Key.Verbs)),
            });
        return new JsonArray([.. rules]);
    }

    private static IEnumerable<Need> Declared(Type type) =>
        from attribute in type.GetCustomAttributes<EntityRbacAttribute>()
        from entity in attribute.Entities
        select Need.Of(entity, attribute.SubResource, attribute.Verbs);

    /// <summary>What the runtime itself does for a controller or a finalizer.</summary>
    private static IEnumerable<Need> Implied(Type type)
    {
        foreach (var role in type.GetInterfaces().Where(role => role.IsGenericType))
        {
            var entity = role.GenericTypeArguments[0];
            if (role.GetGenericTypeDefinition() == typeof(IEntityFinalizer<>))
            {
                yield return Need.Of(entity, null, RbacVerb.Observe | RbacVerb.Patch);
            }

            if (role.GetGenericTypeDefinition() != typeof(IEntityController<>))
            {
                continue;
            }

            yield return Need.Of(entity, null, RbacVerb.Observe);
            // Where owner references that block deletion are checked (OpenShift), setting one needs this right on the owner.
            yield return Need.Of(entity, "finalizers", RbacVerb.Update);
            if (typeof(IConditioned).IsAssignableFrom(entity))
            {
                yield return Need.Of(entity, "status", RbacVerb.Patch);
            }
        }
    }

    // Kubernetes' verbs are lower case by definition.
#pragma warning disable CA1308
    private static IEnumerable<string> Names(RbacVerb verbs) =>
        Enum.GetValues<RbacVerb>()
            .Where(verb => verb is not (RbacVerb.None or RbacVerb.Observe) && verbs.HasFlag(verb))
            .Select(verb => verb.ToString().ToLowerInvariant());
#pragma warning restore CA1308

    private static JsonArray List(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);

    private readonly record struct Need(string Group, string Resource, RbacVerb Verbs)
    {
        public static Need Of(Type type, string? subResource, RbacVerb verbs)
        {
            var entity = CustomResourceDefinition.EntityOf(type);
            var resource = subResource is null ? entity.PluralName : $"{entity.PluralName}/{subResource}";
            return new Need(entity.Group, resource, verbs);
        }
    }
}
