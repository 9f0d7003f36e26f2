namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Restores into a database that stays, in one transaction: all of it is there
/// afterwards, or all is as it was.</summary>
internal sealed class InPlaceRestore(RestoreSession session)
{
    public async Task<RowComparison> RunAsync(RestoreTargetState state, CancellationToken cancellationToken)
    {
        var load = new TransactionLoad(session.Programs, replace: state.HoldsData, session.ExactCounts);
        await session.LoadAsync(state.Restore, state.Restore.TargetName, load, cancellationToken);
        return await session.ProveAsync(
            state.Restore, state.Restore.TargetName, compared: session.ExactCounts, cancellationToken);
    }
}
