using BackupOperator.Api.Jobs;
using Kubernetes.Client.Models;
using k8s.Models;

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
        var requests = new SortedDictionary<string, Quantity>(StringComparer.Ordinal) { ["cpu"] = "100m", ["memory"] = "128Mi" };
        var limits = new SortedDictionary<string, Quantity>(StringComparer.Ordinal)
        {
            ["memory"] = $"{BaseMebibytes + (MebibytesPerPack * parallelism)}Mi",
        };
        foreach (var (name, amount) in wanted?.Limits ?? new Dictionary<string, Quantity>())
        {
            limits[name] = amount;
            // A request above its limit is refused by the API server.
            if (requests.TryGetValue(name, out var request)
                && amount.ToDecimal() is { } limit && request.ToDecimal() > limit)
            {
                requests[name] = amount;
            }
        }

        foreach (var (name, amount) in wanted?.Requests ?? new Dictionary<string, Quantity>())
        {
            requests[name] = amount;
            if (wanted?.Limits?.ContainsKey(name) != true)
            {
                limits.Remove(name);
            }
        }

        return new V1ResourceRequirements { Requests = Models(requests), Limits = Models(limits) };
    }

    // As with the other parts of a template: what is no amount was refused before, or is left out.
    private static SortedDictionary<string, ResourceQuantity> Models(SortedDictionary<string, Quantity> amounts) =>
        new(amounts.Where(amount => amount.Value.ToDecimal() is not null).ToDictionary(amount => amount.Key, amount => amount.Value.ToModel()), StringComparer.Ordinal);
}
