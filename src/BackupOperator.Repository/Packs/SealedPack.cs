using BackupOperator.Repository.Buffers;

namespace BackupOperator.Repository.Packs;

/// <summary>A whole pack on its way to the uploader, which disposes it.</summary>
internal sealed record SealedPack(int Number, PackSummary Summary, PooledBuffer Content) : IDisposable
{
    public void Dispose() => Content.Dispose();
}
