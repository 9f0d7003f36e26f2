using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Checking;

/// <summary>Gathers what a check finds. Safe to call concurrently.</summary>
/// <remarks>Holds the id of each pack once: about 2 MB for a TB.</remarks>
internal sealed class CheckLedger(IProgress<CheckProgress>? progress)
{
    private readonly Lock _lock = new();
    private readonly List<IntegrityProblem> _problems = [];
    private readonly PackSet _begun = new();
    private CheckProgress _now;
    private int _packs;
    private int _streams;

    /// <summary>Whether the pack has to be checked: false when another backup's check did, and then what that found
    /// hurts this backup too.</summary>
    public bool Begin(Identifier pack, string packKey, string backup)
    {
        lock (_lock)
        {
            if (_begun.Add(pack))
            {
                return true;
            }

            var known = _problems.FindIndex(problem => problem.ObjectKey == packKey);
            if (known >= 0 && !_problems[known].Backups.Contains(backup))
            {
                _problems[known] = _problems[known] with { Backups = [.. _problems[known].Backups, backup] };
            }

            return false;
        }
    }

    public void ExpectPlain(long bytes) => Change(now => now with { PlainBytes = now.PlainBytes + bytes });

    public void Expect(long bytes) => Change(now => now with { TotalBytes = now.TotalBytes + bytes });

    public void Verified(int bytes) => Change(now => now with { VerifiedBytes = now.VerifiedBytes + bytes });

    public void PackRead(long bytes) => Change(now =>
    {
        _packs++;
        return now with { ReadBytes = now.ReadBytes + bytes };
    });

    public void StreamVerified(long bytes) => Change(now =>
    {
        _streams++;
        return now with { VerifiedBytes = now.VerifiedBytes + bytes };
    });

    public void Add(string objectKey, string message, string? source, IReadOnlyList<string> backups) => Change(now =>
    {
        _problems.Add(new IntegrityProblem(source, objectKey, message, backups));
        return now with { Problems = _problems.Count };
    });

    public IntegrityReport Report()
    {
        lock (_lock)
        {
            return new IntegrityReport([.. _problems], _packs, _now.ReadBytes, _streams, _now.VerifiedBytes);
        }
    }

    private void Change(Func<CheckProgress, CheckProgress> change)
    {
        lock (_lock)
        {
            _now = change(_now);
            progress?.Report(_now);
        }
    }
}
