namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Restores into a database that stays, in one transaction: all of it is there
/// afterwards, or all is as it was.</summary>
internal sealed class InPlaceRestore(RestoreSession session)
{
    public async Task<RowComparison> RunAsync(RestoreTargetState state, CancellationToken cancellationToken)
    {
        // Dropping is without CASCADE: what hangs on a dropped object and is not in the
        // backup makes the restore fail, whole.
        string[] extra = state.HoldsData
            ? ["--single-transaction", "--clean", "--if-exists"]
            : ["--single-transaction"];
        await session.LoadAsync(state.Restore, state.Restore.TargetName, extra, parallel: false, cancellationToken);
        return await session.ProveAsync(state.Restore, state.Restore.TargetName, cancellationToken);
    }
}
