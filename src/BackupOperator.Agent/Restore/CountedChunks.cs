using BackupOperator.Repository.Reading;

namespace BackupOperator.Agent.Restore;

/// <summary>Tells how much was written.</summary>
internal sealed class CountedChunks<T>(IChunkSink<T> inner, Action<long> count) : IChunkSink<T>
    where T : class
{
    public ValueTask<T?> PlanAsync(int length, CancellationToken cancellationToken) =>
        inner.PlanAsync(length, cancellationToken);

    public void Write(T target, ReadOnlySpan<byte> content)
    {
        inner.Write(target, content);
        count(content.Length);
    }
}
