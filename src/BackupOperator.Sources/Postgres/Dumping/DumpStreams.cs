using System.Globalization;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>Names of the streams with dumps.</summary>
internal static class DumpStreams
{
    /// <summary>A name that is unique by its number and readable by its rest: <c>databases/0-orders.dump</c>.</summary>
    public static string NameOf(int number, string database) =>
        string.Create(CultureInfo.InvariantCulture, $"databases/{number}-{Uri.EscapeDataString(database)}.dump");
}
