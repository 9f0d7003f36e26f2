namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>How much of a database comes back.</summary>
internal enum RestoreScope
{
    /// <summary>All of a database that was dumped whole.</summary>
    Whole,

    /// <summary>All of a dump that has parts of a database only: what is beside these in
    /// the target is not ours to drop.</summary>
    WholeDump,

    /// <summary>Some schemas of the dump.</summary>
    Schemas,

    /// <summary>Some tables of the dump.</summary>
    Tables,
}
