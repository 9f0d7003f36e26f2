using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Indexing;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Writing;

/// <summary>What a pipeline works with.</summary>
/// <param name="Keys">What new packs are sealed with.</param>
/// <param name="Chunker">Cuts streams.</param>
/// <param name="Ids">Names new packs.</param>
/// <param name="Packs">The packs of the manifest under way.</param>
/// <param name="Known">Chunks that are stored already; null where the run refers to nothing earlier.</param>
/// <param name="Buffers">Lends all large buffers.</param>
internal sealed record WritePipelineParts(
    KeyMaterial Keys, IChunker Chunker, PackIds Ids, PackTable Packs, KnownChunks? Known, BufferPool Buffers);
