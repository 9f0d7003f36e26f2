namespace BackupOperator.Storage.Tests.FileSystem;

/// <summary>The contract on a directory, through the whole stack.</summary>
public sealed class FileSystemContractTests : ObjectStoreContract
{
    private readonly TemporaryDirectory directory = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        directory.Dispose();
    }

    protected override Task<IObjectStore> OpenAsync() => Task.FromResult(
        ObjectStores.Open(new FileSystemStoreOptions { Root = directory.Path, Prefix = "cluster/a" }));
}
