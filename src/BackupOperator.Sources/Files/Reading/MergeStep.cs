namespace BackupOperator.Sources.Files.Reading;

/// <summary>What a <see cref="TreeMerge"/> needs before it can go on.</summary>
internal enum MergeStep
{
    /// <summary>Nothing: the block is planned.</summary>
    BlockDone,

    /// <summary>More records of the base.</summary>
    NeedsBase,

    /// <summary>The chunks that were taken from the base go into the stream before anything else does.</summary>
    ReferChunks,

    /// <summary>The small files that were gathered go into the stream before anything else does.</summary>
    SubmitFiles,

    /// <summary>A large file is read on its own.</summary>
    ReadLarge,
}
