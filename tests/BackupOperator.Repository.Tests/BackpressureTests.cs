using BackupOperator.Testing;

namespace BackupOperator.Repository.Tests;

/// <summary>A store that is slower than the source holds the source up, within the memory that is promised.</summary>
public sealed class BackpressureTests
{
    private const int Mebi = 1024 * 1024;
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Source_WhoseStoreTakesNothing_IsReadUntilThePacksAreFullAndNoFurther(int parallelism)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var uploads = new Rendezvous(parallelism);
        using var store = new MemoryStore
        {
            DuringPut = async (key, token) =>
            {
                if (key.Contains("/packs/", StringComparison.Ordinal))
                {
                    await uploads.EnterAsync(token);
                    await released.Task.WaitAsync(token);
                }
            },
        };
        var repository = await Given.RepositoryAsync(store);

        // A pack is larger than all that is on its way to it, so that one pack too many shows.
        var options = Given.Options() with { Parallelism = parallelism, PackBytes = 48 * Mebi };
        await using var writer = await repository.WriteSourceAsync(options, Given.Token);
        await using var source = GeneratedStream.OfNoise((parallelism + 4L) * options.PackBytes);
        var writing = writer.WriteStreamAsync("dump", source, Given.Token);
        await uploads.Met;
        await StandstillAsync(source);

        // README: the packs, the window and list of one stream, and frames.
        var ahead = (17L * Mebi / 2) + (2 * (parallelism + 4) * 3L * Mebi);
        Assert.InRange(
            source.Given, (long)parallelism * options.PackBytes, ((parallelism + 1L) * options.PackBytes) + ahead);
        Assert.False(writing.IsCompleted);

        released.SetResult();
        Assert.Equal((parallelism + 4L) * options.PackBytes, (await writing).LengthBytes);
        await writer.CompleteAsync(Given.Details(), Given.Token);
    }

    /// <summary>Waits until nothing was read for so many looks that it is no pause.</summary>
    private static async Task StandstillAsync(GeneratedStream source)
    {
        var before = -1L;
        for (var quiet = 0; quiet < 50; quiet++)
        {
            if (source.Given != before)
            {
                (before, quiet) = (source.Given, 0);
            }

            await Task.Delay(ProbeInterval, Given.Token);
        }
    }
}
