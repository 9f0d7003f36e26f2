using System.Globalization;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>Names of the streams with dumps.</summary>
internal static class DumpStreams
{
    private const string Suffix = ".dump";

    /// <summary>A name that is unique by its number and readable by its rest: <c>databases/0-orders.dump</c>.</summary>
    public static string NameOf(int number, string database) =>
        string.Create(CultureInfo.InvariantCulture, $"databases/{number}-{Uri.EscapeDataString(database)}{Suffix}");

    /// <summary>The stream of a table, in a folder named after its database's:
    /// <c>databases/0-orders/public.items.dump</c>.</summary>
    public static string NameOf(string databaseStream, LargeTable table) =>
        $"{databaseStream[..^Suffix.Length]}/{Escape(table.Schema)}.{Escape(table.Name)}{Suffix}";

    // A URL leaves the dot as it is; here it parts schema and table.
    private static string Escape(string name) =>
        Uri.EscapeDataString(name).Replace(".", "%2E", StringComparison.Ordinal);
}
