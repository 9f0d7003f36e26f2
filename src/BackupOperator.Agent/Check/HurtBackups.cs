using System.Text;
using BackupOperator.Contract;
using BackupOperator.Repository.Checking;

namespace BackupOperator.Agent.Check;

/// <summary>Writes into a result which other backups a damage hurts.</summary>
internal static class HurtBackups
{
    // With the message and the figures the whole result must fit into 4 KiB.
    private const int MostBytes = 2048;

    // Quotes and a comma.
    private const int BytesAround = 3;

    /// <summary>The names in ordinal order, as many as fit: whatever does not fit comes after them, so that whoever reads
    /// the result knows where the damage begins.</summary>
    public static CheckResult WithHurt(this CheckResult result, DamageReach reach)
    {
        var all = reach.Backups.Concat(reach.Doubtful).Distinct().Order(StringComparer.Ordinal).ToList();
        var room = MostBytes;
        return result with
        {
            Hurt = [.. all.TakeWhile(name => (room -= Encoding.UTF8.GetByteCount(name) + BytesAround) >= 0)],
            HurtBackups = all.Count,
            HurtIsUnknown = !reach.IsWhole,
        };
    }
}
