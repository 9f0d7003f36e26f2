namespace BackupOperator.Sources.Tests.Files;

public sealed class TreeRoundTripTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task RandomTree_BackedUpChangedAndBackedUpAgain_ComesBackEachTimeAsItWas(int seed)
    {
        using var repository = new TreeRepository();
        var tree = new RandomTree(repository.Root, seed);
        tree.Populate(200);
        await repository.BackUpAsync("b0");
        var first = await TreeListing.DigestAsync(repository.Root);
        await TreeListing.RequireEqualAsync(repository.Root, await repository.RestoreAsync("b0", "r0"));

        for (var round = 1; round <= 3; round++)
        {
            tree.Mutate(50);
            await repository.BackUpAsync($"b{round}", $"b{round - 1}");
            await TreeListing.RequireEqualAsync(
                repository.Root, await repository.RestoreAsync($"b{round}", $"r{round}"));
            await repository.VerifyAsync($"b{round}");
        }

        Assert.Equal(first, await TreeListing.DigestAsync(await repository.RestoreAsync("b0", "again")));
    }

    [Fact]
    public async Task ThousandsOfFiles_OneChanged_OnlyThatOneIsRead()
    {
        using var repository = new TreeRepository();
        for (var number = 0; number < 3000; number++)
        {
            var folder = Path.Combine(repository.Root, $"{number % 37}");
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, $"{number}"), $"content {number}");
        }

        await repository.BackUpAsync("b0");
        File.AppendAllText(Path.Combine(repository.Root, "5", "5"), "more");
        var details = await repository.BackUpAsync("b1", "b0");

        Assert.Equal(1, details.GetProperty("counts").GetProperty("filesRead").GetInt64());
        Assert.Equal(3000 + 38, await repository.VerifyAsync("b1"));
        await TreeListing.RequireEqualAsync(repository.Root, await repository.RestoreAsync("b1", "out"));
    }
}
