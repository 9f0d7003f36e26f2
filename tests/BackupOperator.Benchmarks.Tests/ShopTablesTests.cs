using System.Text;
using BackupOperator.Benchmarks.Generation.Rows;

namespace BackupOperator.Benchmarks.Tests;

public sealed class ShopTablesTests
{
    public static TheoryData<string> Names => [.. ShopTables.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Write_SameSeed_WritesSameRows(string table)
    {
        var rows = Write(table, seed: 7);

        Assert.Equal(rows, Write(table, seed: 7));
        Assert.NotEqual(rows, Write(table, seed: 8));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Write_Rows_HaveAsManyColumnsEachAndCountingIds(string table)
    {
        var rows = Write(table, seed: 7).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var columns = rows.Select(row => row.Split('\t')).ToList();
        Assert.True(rows.Length >= 40, $"{rows.Length} rows");
        Assert.Single(columns.Select(row => row.Length).Distinct());
        Assert.Equal(Enumerable.Range(1, rows.Length).Select(id => $"{id}"), columns.Select(row => row[0]));
    }

    private static string Write(string table, long seed)
    {
        using var output = new MemoryStream();
        ShopTables.Write(table, seed, scale: 0.001, output);
        return Encoding.ASCII.GetString(output.ToArray());
    }
}
