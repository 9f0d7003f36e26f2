using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Restoring;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>What follows the rows, in an order in which partitions can be attached.</summary>
public sealed class FinishingOrderTests
{
    [Fact]
    public void Of_NestedPartitionsAndWhatRefersToThem_AttachesInBetween()
    {
        var attach = Entry("9; 0 0 TABLE ATTACH public m_feb postgres");

        var order = FinishingOrder.Of(
            [
                Entry("1; 1259 1 TABLE public m postgres"), Entry("2; 0 0 COMMENT public TABLE m postgres"),
                Entry("3; 2606 2 CONSTRAINT public m m_pkey postgres"),
                Entry("4; 2606 3 CHECK CONSTRAINT public m later postgres"),
                Entry("5; 1259 4 INDEX ATTACH by_note postgres"),
                Entry("6; 0 0 COMMENT public INDEX by_note postgres"),
                Entry("7; 0 0 INDEX ATTACH public m_feb_pkey postgres"),
                Entry("8; 2606 5 FK CONSTRAINT public r r_fkey postgres"),
            ],
            new HashSet<string> { "2606:2", "2606:3", "1259:4", "2606:5" }, [attach]);

        Assert.Equal([3, 4, 5, 6], order.Keys.Select(entry => entry.Number));
        Assert.Equal([7, 9], order.Attachments.Select(entry => entry.Number));
        Assert.Equal([1, 2, 8], order.Rest.Select(entry => entry.Number));
    }

    [Fact]
    public void Of_IndexOfMaterializedView_StaysBehindTheView()
    {
        var order = FinishingOrder.Of(
            [
                Entry("1; 2606 1 CONSTRAINT public m m_pkey postgres"),
                Entry("2; 1259 2 MATERIALIZED VIEW public mv postgres"), Entry("3; 1259 3 INDEX public by_id postgres"),
                Entry("4; 0 0 COMMENT public INDEX by_id postgres"),
                Entry("5; 0 0 INDEX ATTACH public m_feb_pkey postgres"),
            ],
            new HashSet<string> { "2606:1" }, []);

        Assert.Equal([1], order.Keys.Select(entry => entry.Number));
        Assert.Equal([2, 3, 4], order.Rest.Select(entry => entry.Number));
    }

    private static ArchiveEntry Entry(string line) => ArchiveEntry.Parse(line)!;
}
