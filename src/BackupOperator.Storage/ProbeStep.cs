namespace BackupOperator.Storage;

/// <summary>What a probe tries, in this order.</summary>
public enum ProbeStep
{
    /// <summary>Write an object that is not there.</summary>
    Write,

    /// <summary>Read it whole and compare.</summary>
    Read,

    /// <summary>Read a part of it and compare.</summary>
    ReadRange,

    /// <summary>Find it in a listing.</summary>
    List,

    /// <summary>Delete it, and see that it is gone.</summary>
    Delete,
}
