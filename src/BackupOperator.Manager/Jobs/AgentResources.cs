using BackupOperator.Api.Jobs;
using Kubernetes.Client.Models;

namespace BackupOperator.Manager.Jobs;

/// <summary>CPU and memory of an agent: defaults, and over them what people ask for, amount by amount.</summary>
internal static class AgentResources
{
    // Runtime, buffers and the database's client programs, measured with room to spare; each pack in flight comes on top.
    private const int BaseMebibytes = 512;
    private const int MebibytesPerPack = 64;

    /// <summary>Makes the resources.</summary>
    /// <param name="wanted">What people ask for; a limit below a default request lowers that request.</param>
    /// <param name="parallelism">Packs in flight.</param>
    public static V1ResourceRequirements For(ResourceRequirements? wanted, int parallelism)
    {
        var requests = new SortedDictionary<string, ResourceQuantity>(StringComparer.Ordinal) { ["cpu"] = "100m", ["memory"] = "128Mi" };
        var limits = new SortedDictionary<string, ResourceQuantity>(StringComparer.Ordinal)
        {
            ["memory"] = $"{BaseMebibytes + (MebibytesPerPack * parallelism)}Mi",
        };
        foreach (var (name, amount) in wanted?.Limits ?? new Dictionary<string, string>())
        {
            limits[name] = amount;
            // A request above its limit is refused by the API server.
            if (requests.TryGetValue(name, out var request)
                && new ResourceQuantity(amount).ToDecimal() is { } limit && request.ToDecimal() > limit)
            {
                requests[name] = amount;
            }
        }

        foreach (var (name, amount) in wanted?.Requests ?? new Dictionary<string, string>())
        {
            requests[name] = amount;
            if (wanted?.Limits?.ContainsKey(name) != true)
            {
                limits.Remove(name);
            }
        }

        return new V1ResourceRequirements { Requests = requests, Limits = limits };
    }
}
