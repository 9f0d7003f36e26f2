using BackupOperator.Repository.Buffers;

namespace BackupOperator.Repository.Writing;

/// <summary>A whole pack on its way to the uploader, which disposes it.</summary>
internal sealed record SealedPack(Identifier Id, int Number, int Frames, PooledBuffer Content) : IDisposable
{
    public void Dispose() => Content.Dispose();
}
