using BackupOperator.Sources.Processes;

namespace BackupOperator.Sources.Postgres.Tools;

/// <summary>The client programs of one major version.</summary>
/// <param name="Major">The major version, such as 15.</param>
/// <param name="Directory">The folder of <c>pg_dump</c>, <c>pg_dumpall</c>, <c>pg_restore</c> and <c>psql</c>.</param>
internal sealed record ClientTools(int Major, string Directory)
{
    // The first with transaction_timeout: its pg_restore begins every session and every script by setting it.
    private const int TransactionTimeoutMajor = 17;

    /// <summary>Whether its <c>pg_restore</c> says nothing that a server does not know. Where it does, what it writes
    /// as SQL has to be changed before a server sees it.</summary>
    public bool SpeaksTo(int serverMajor) => Major < TransactionTimeoutMajor || serverMajor >= TransactionTimeoutMajor;

    public ProgramStart Program(
        string name, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments) =>
        new(Path.Combine(Directory, name), arguments, environment);
}
