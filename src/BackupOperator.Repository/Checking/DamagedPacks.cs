using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Checking;

/// <summary>The packs among the objects that a check found damaged, by source.</summary>
internal sealed class DamagedPacks
{
    private readonly Dictionary<string, PackSet> _packs = new(StringComparer.Ordinal);

    private DamagedPacks()
    {
    }

    public bool IsEmpty => _packs.Count == 0;

    public static DamagedPacks Of(string policyUid, IEnumerable<IntegrityProblem> problems)
    {
        var damaged = new DamagedPacks();
        foreach (var problem in problems)
        {
            if (problem.Source is { } source
                && problem.ObjectKey.StartsWith(Layout.Packs(policyUid, source), StringComparison.Ordinal)
                && Identifier.TryParse(Layout.NameOf(problem.ObjectKey), out var pack) && pack != default)
            {
                damaged._packs.TryAdd(source, new PackSet());
                damaged._packs[source].Add(pack);
            }
        }

        return damaged;
    }

    public bool HasAnyOf(string source) => _packs.ContainsKey(source);

    /// <summary>Whether a manifest of the source that lists these packs needs a damaged one.</summary>
    public bool Hurts(string source, IEnumerable<PackSummary> listed) =>
        _packs.TryGetValue(source, out var damaged) && listed.Any(pack => damaged.Contains(pack.Id));
}
