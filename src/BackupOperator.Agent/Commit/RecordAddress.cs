using BackupOperator.Storage;

namespace BackupOperator.Agent.Commit;

/// <summary>Where the record of a backup is, for people.</summary>
internal static class RecordAddress
{
    public static string Of(IObjectStore store, string policyUid, string backup) =>
        $"{store.Address.TrimEnd('/')}/{policyUid}/backups/{backup}/backup.json";
}
