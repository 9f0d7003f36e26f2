using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Tests.Packs;

public sealed class PackSetTests
{
    [Fact]
    public void Set_OfManyIds_HoldsTheseAndNoOthers()
    {
        var random = new Random(7);
        var set = new PackSet();
        var model = new HashSet<Identifier>();
        for (var count = 0; count < 20_000; count++)
        {
            // Few low bits, so that many collide.
            var id = new Identifier((ulong)random.Next(1, 50), (ulong)random.Next(0, 4000));
            Assert.Equal(model.Add(id), set.Add(id));
        }

        Assert.Equal(model.Count, set.Count);
        Assert.All(model, id => Assert.True(set.Contains(id)));
        Assert.False(set.Contains(new Identifier(99, 1)));
        Assert.False(set.Contains(default));
    }
}
