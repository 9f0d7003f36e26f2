using BackupOperator.Repository.Checking;

namespace BackupOperator.Repository.Tests;

/// <summary>A small committed backup that a test damages, and what must follow.</summary>
internal sealed class Damage
{
    public const int UsersBytes = 50_000;

    private readonly MemoryStore _pristine;
    private readonly EncryptionMode _mode;

    private Damage(MemoryStore pristine, EncryptionMode mode)
    {
        _pristine = pristine;
        _mode = mode;
    }

    public static byte[] Content { get; } = [.. Given.Text(100_000), .. Given.Random(5_000)];

    public MemoryStore Pristine => _pristine;

    public static async Task<Damage> OfBackupAsync(EncryptionMode mode)
    {
        var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store, mode);
        var orders = await repository.WriteAsync(Given.Options(), ("dump", Content), ("globals", [1, 2, 3]));
        var users = await repository.WriteAsync(Given.Options("users"), ("dump", Given.Text(UsersBytes, seed: 2)));
        await repository.Catalogue.CommitAsync(Given.Record((Given.Source, orders), ("users", users)), Given.Token);
        return new Damage(store, mode);
    }

    /// <summary>The key of the one object whose key holds <paramref name="part"/>.</summary>
    public string Key(string part) => _pristine.Objects.Keys.Single(key => key.Contains(part));

    /// <summary>Whether the check refuses the damaged backup, having seen that no wrong byte comes out of it.</summary>
    /// <returns>The objects that were named.</returns>
    public async Task<IReadOnlyList<string>> RefusedAsync(Action<IDictionary<string, byte[]>> damage)
    {
        using var store = _pristine.Copy();
        damage(store.Objects);
        await RequireNoWrongByteAsync(store);
        try
        {
            var repository = await BackupRepository.OpenAsync(
                store, Given.Access(_mode) with { CreateIfAbsent = false }, Given.Token);
            var report = await IntegrityCheck.RunAsync(
                repository, Given.Policy, Given.Backup, new CheckOptions(), Given.Token);
            return [.. report.Problems.Select(problem => problem.ObjectKey)];
        }
        catch (IntegrityException exception)
        {
            return [exception.ObjectKey];
        }
        catch (RepositoryException exception)
        {
            return [exception.Message];
        }
    }

    private async Task RequireNoWrongByteAsync(MemoryStore store)
    {
        var read = new MemoryStream();
        try
        {
            var repository = await BackupRepository.OpenAsync(
                store, Given.Access(_mode) with { CreateIfAbsent = false }, Given.Token);
            using var reader = await repository.OpenSourceAsync(Given.Policy, Given.Backup, Given.Source, Given.Token);
            await using var stream = reader.OpenRead("dump");
            await stream.CopyToAsync(read, Given.Token);
            Assert.Equal(Content.Length, read.Length);
        }
        catch (Exception exception) when (exception is IntegrityException or RepositoryException)
        {
        }

        Assert.True(Content.AsSpan().StartsWith(read.ToArray()), "a byte came back that was not stored");
    }
}
