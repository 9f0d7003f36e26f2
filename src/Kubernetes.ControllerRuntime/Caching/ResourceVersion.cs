using System.Globalization;
using k8s.Models;

namespace Kubernetes.ControllerRuntime.Caching;

/// <summary>Compares versions of stored objects.</summary>
/// <remarks>Every API server in use writes them as growing numbers (since 1.35 that is the documented contract). Where one
/// does not, nothing counts as newer, and the last report wins.</remarks>
internal static class ResourceVersion
{
    /// <summary>Whether the first is a newer state than the second of the same object.</summary>
    public static bool IsNewer(V1ObjectMeta first, V1ObjectMeta second) =>
        first.Uid == second.Uid
        && ulong.TryParse(first.ResourceVersion, CultureInfo.InvariantCulture, out var left)
        && ulong.TryParse(second.ResourceVersion, CultureInfo.InvariantCulture, out var right)
        && left > right;
}
