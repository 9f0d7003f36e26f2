namespace BackupOperator.Benchmarks.Generation.Rows;

/// <summary>The tables of a shop, of as many kinds as a real one has: narrow rows of numbers, text, JSON, long
/// documents, and bytes that nothing compresses. At scale 1 a dump has about 1.5 GB.</summary>
internal static class ShopTables
{
    private const int Customers = 150_000;
    private const int EventsInVisit = 8;

    private static readonly DateTime s_opened = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly string[] s_states = ["placed", "paid", "packed", "shipped", "delivered", "returned"];
    private static readonly string[] s_kinds = ["view", "search", "basket", "checkout", "login", "review"];
    private static readonly string[] s_devices = ["phone", "tablet", "desktop"];

    private delegate void RowFiller(ref DeterministicRandom random, RowWriter row, long id);

    private static readonly Dictionary<string, (long Rows, RowFiller Fill)> s_tables = new()
    {
        ["customers"] = (Customers, FillCustomer),
        ["orders"] = (1_700_000, FillOrder),
        ["order_lines"] = (5_000_000, FillOrderLine),
        ["events"] = (1_800_000, FillEvent),
        ["documents"] = (85_000, FillDocument),
        ["attachments"] = (40_000, FillAttachment),
    };

    public static IReadOnlyCollection<string> Names => s_tables.Keys;

    /// <summary>Writes all rows of a table.</summary>
    public static void Write(string table, long seed, double scale, Stream output)
    {
        var (rows, fill) = s_tables[table];
        var number = Names.ToList().IndexOf(table);
        using var writer = new RowWriter(output);
        for (var id = 1L; id <= Math.Max(1, (long)(rows * scale)); id++)
        {
            var random = new DeterministicRandom(seed, 3, number, id);
            writer.Number(id);
            fill(ref random, writer, id);
            writer.EndRow();
        }
    }

    private static void FillCustomer(ref DeterministicRandom random, RowWriter row, long id)
    {
        row.Prose(ref random, 8 + random.Next(16));
        row.Text("");
        row.Add($"c{id}.{random.Next(10_000)}@shop{random.Next(40)}.example");
        row.Text("{\"street\": \"");
        row.AddProse(ref random, 18);
        row.Add($"\", \"number\": {1 + random.Next(200)}, \"zip\": \"{10_000 + random.Next(89_999)}\"}}");
        row.Time(s_opened.AddMinutes(id));
    }

    private static void FillOrder(ref DeterministicRandom random, RowWriter row, long id)
    {
        row.Number(1 + random.Next(Customers));
        row.Time(s_opened.AddSeconds((id * 40) + random.Next(40)).AddMicroseconds(random.Next(1_000_000)));
        row.Amount(500 + random.Next(60_000));
        row.Text(s_states[random.Next(s_states.Length)]);
        row.Prose(ref random, 40 + random.Next(180));
    }

    private static void FillOrderLine(ref DeterministicRandom random, RowWriter row, long id)
    {
        row.Number((id + 2) / 3);
        row.Number(1 + random.Next(20_000));
        row.Number(1 + random.Next(4));
        row.Amount(100 + random.Next(20_000));
    }

    private static void FillEvent(ref DeterministicRandom random, RowWriter row, long id)
    {
        // A visitor does several things in a row.
        var visit = new DeterministicRandom(id / EventsInVisit);
        row.Time(s_opened.AddSeconds(id * 38).AddMicroseconds(random.Next(1_000_000)));
        row.Text(s_kinds[random.Next(s_kinds.Length)]);
        row.Text($"{{\"device\": \"{s_devices[visit.Next(s_devices.Length)]}\", ");
        row.Add($"\"customer\": {visit.Next(Customers)}, ");
        row.Add($"\"session\": \"{visit.Next():x16}{visit.Next():x16}\", \"query\": \"");
        row.AddProse(ref random, 30 + random.Next(160));
        row.Add($"\", \"took\": {random.Next(5000)}, \"cached\": {(random.Next(4) == 0 ? "true" : "false")}}}");
    }

    private static void FillDocument(ref DeterministicRandom random, RowWriter row, long id)
    {
        row.Prose(ref random, 20 + random.Next(60));
        row.Prose(ref random, 1000 + random.Next(6000));
    }

    private static void FillAttachment(ref DeterministicRandom random, RowWriter row, long id)
    {
        row.Text($"image/{(id % 2 == 0 ? "png" : "jpeg")}");
        row.Bytes(ref random, 1000 + random.Next(2400));
    }
}
