namespace BackupOperator.Sources.Processes;

/// <summary>How a program is started.</summary>
/// <param name="Path">The executable.</param>
/// <param name="Arguments">Seen by everyone on the machine: no secrets.</param>
/// <param name="Environment">All of it: nothing is inherited, so that a stray PGHOST or
/// PGOPTIONS changes nothing.</param>
internal sealed record ProgramStart(
    string Path, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment);
