namespace BackupOperator.Storage.Tests;

/// <summary>A directory of one test, gone with it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("store-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
