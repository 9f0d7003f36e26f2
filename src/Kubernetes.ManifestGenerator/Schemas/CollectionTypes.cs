namespace Kubernetes.ManifestGenerator.Schemas;

/// <summary>What maps and lists are made of.</summary>
internal static class CollectionTypes
{
    private static readonly Type[] Maps = [typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>)];

    /// <summary>The values of a map with text keys; null when the type is none.</summary>
    public static Type? ValueOf(Type type) =>
        Shapes(type).FirstOrDefault(shape => Maps.Contains(shape.GetGenericTypeDefinition())
            && shape.GenericTypeArguments[0] == typeof(string))?.GenericTypeArguments[1];

    /// <summary>The items of a list; null when the type is none.</summary>
    public static Type? ItemOf(Type type) =>
        Shapes(type).FirstOrDefault(shape => shape.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GenericTypeArguments[0];

    private static IEnumerable<Type> Shapes(Type type) =>
        type.GetInterfaces().Append(type).Where(shape => shape.IsInterface && shape.IsGenericType);
}
