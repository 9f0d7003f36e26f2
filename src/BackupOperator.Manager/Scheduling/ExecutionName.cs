using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BackupOperator.Manager.Scheduling;

/// <summary>Names of executions that follow from what they are for, so that the same run cannot be made twice.</summary>
internal static class ExecutionName
{
    // A name becomes the value of a label and part of the names of Jobs.
    private const int Longest = 63;

    /// <summary>The name of a slot's run: <c>shop-nightly-20261120-0100</c>, in UTC. Parts that are too long, or that a label
    /// could not carry, are cut and told apart by a hash.</summary>
    public static string ForSlot(string policy, string schedule, DateTimeOffset slot)
    {
        var time = Time(slot);
        var plain = $"{policy}-{schedule}-{time}";
        return plain.Length <= Longest && !policy.Contains('.') ? plain : WithHash(policy, schedule, slot);
    }

    /// <summary>The name of a slot's run where an execution that is not this slot's has the first name.</summary>
    public static string WithHash(string policy, string schedule, DateTimeOffset slot)
    {
        var tail = $"-{Hash($"{policy}/{schedule}")}-{Time(slot)}";
        var head = $"{policy.Replace('.', '-')}-{schedule}";
        var kept = head.Length + tail.Length <= Longest ? head : head[..(Longest - tail.Length)].TrimEnd('-');
        return kept + tail;
    }

    private static string Time(DateTimeOffset slot) =>
        slot.UtcDateTime.ToString("yyyyMMdd'-'HHmm", CultureInfo.InvariantCulture);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
}
