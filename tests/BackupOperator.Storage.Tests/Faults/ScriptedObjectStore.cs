namespace BackupOperator.Storage.Tests.Faults;

/// <summary>A store whose every answer a test writes: only <see cref="StatAsync"/>, which
/// stands for any call.</summary>
internal sealed class ScriptedObjectStore(Func<int, CancellationToken, Task<StoredObject?>> answer) : IObjectStore
{
    public string Address => "scripted://store";

    internal int Calls { get; private set; }

    public Task<StoredObject?> StatAsync(string key, CancellationToken cancellationToken) =>
        answer(Calls++, cancellationToken);

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
