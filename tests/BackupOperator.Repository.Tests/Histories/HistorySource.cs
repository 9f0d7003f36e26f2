namespace BackupOperator.Repository.Tests.Histories;

/// <summary>A source whose streams change, come back and move between backups.</summary>
internal sealed class HistorySource
{
    private const int Streams = 5;
    private const int SmallestBytes = 6_000;
    private const int LargestBytes = 20_000;

    private readonly Random _random;
    private readonly byte[][] _content;
    private readonly List<byte[]> _earlier = [];

    public HistorySource(Random random)
    {
        _random = random;
        _content = [.. Enumerable.Range(0, Streams).Select(_ => Make())];
    }

    /// <summary>The streams as they are now; later changes do not touch it.</summary>
    public byte[][] Content => [.. _content];

    public void Change()
    {
        for (var changes = _random.Next(Streams); changes > 0; changes--)
        {
            ref var stream = ref _content[_random.Next(Streams)];
            _earlier.Add(stream);

            // What was there long ago may by now lie in a pack that no base lists, or in one that is gone.
            stream = _random.Next(3) == 0 ? _earlier[_random.Next(_earlier.Count)] : Make();
        }
    }

    private byte[] Make()
    {
        var content = new byte[_random.Next(SmallestBytes, LargestBytes)];
        _random.NextBytes(content);
        return content;
    }
}
