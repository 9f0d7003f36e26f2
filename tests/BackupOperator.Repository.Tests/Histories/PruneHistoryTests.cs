namespace BackupOperator.Repository.Tests.Histories;

/// <summary>Long random histories of backups, runs that end early and prunes: after each step every committed backup
/// restores, and in the end the store holds what is kept and nothing else.</summary>
public sealed class PruneHistoryTests
{
    private const int Steps = 60;

    public static TheoryData<int> Seeds => Soak.Seeds(10);

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task History_OfAnyKind_LosesNothingThatIsKeptAndKeepsNothingElse(int seed)
    {
        var history = new PruneHistory(seed);
        try
        {
            for (var step = 0; step < Steps; step++)
            {
                await history.StepAsync();
            }

            await history.EndAsync();
        }
        catch (Exception exception)
        {
            Assert.Fail($"seed {seed}, after {string.Join(", ", history.Told)}: {exception}");
        }

        // A history in which no prune found anything to do proves nothing.
        Assert.True(history.Pruned >= 5, $"seed {seed}: only {history.Pruned} backups were pruned");
        Assert.True(history.Resumed >= 1, $"seed {seed}: no run was resumed");
    }
}
