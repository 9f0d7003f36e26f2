namespace BackupOperator.Repository.Checking;

/// <summary>Gathers what a check finds. Safe to call concurrently.</summary>
internal sealed class CheckLedger(IProgress<CheckProgress>? progress)
{
    private readonly Lock _lock = new();
    private readonly List<IntegrityProblem> _problems = [];
    private CheckProgress _now;
    private int _packs;
    private int _streams;

    public void Expect(long bytes) => Change(now => now with { TotalBytes = now.TotalBytes + bytes });

    public void Verified(int bytes) => Change(now => now with { VerifiedBytes = now.VerifiedBytes + bytes });

    public void PackRead(long bytes) => Change(now =>
    {
        _packs++;
        return now with { ReadBytes = now.ReadBytes + bytes };
    });

    public void StreamVerified() => Change(now =>
    {
        _streams++;
        return now;
    });

    public void Add(string? source, string objectKey, string message) => Change(now =>
    {
        _problems.Add(new IntegrityProblem(source, objectKey, message));
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
