using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Restores;
using BackupOperator.Manager.Tests.Cluster;

namespace BackupOperator.Manager.Tests.Restores;

/// <summary>Where the key of a backup is looked for, whose record names the Secret <c>backup-key</c>.</summary>
public sealed class RestoreKeysTests
{
    private static readonly KmsKeySpec Kms =
        new() { KeyId = "alias/backups", Region = "eu-central-1", CredentialsSecretName = "kms-user" };

    [Fact]
    public void Key_WithoutPolicyAndOtherBackups_IsThatOfTheRecord() =>
        Assert.Equal([Secret("backup-key")], RestoreKeys.Find(Restore(), [], [Given.Stored()]));

    [Fact]
    public void Key_OfAPolicyThatNamesAnotherSecretNow_IsLookedForThereFirst() => Assert.Equal(
        [Secret("new"), Secret("backup-key")],
        RestoreKeys.Find(Restore(), [Policy(new EncryptionSpec { KeySecretName = "new" })], [Given.Stored()]));

    [Fact]
    public void Key_OfAPolicyThatNamesAFormerOne_IsLookedForThereToo() => Assert.Equal(
        [new KeyPlace { Kms = Kms }, Secret("former"), Secret("backup-key")],
        RestoreKeys.Find(
            Restore(), [Policy(new EncryptionSpec { Kms = Kms, PreviousKeySecretName = "former" })], [Given.Stored()]));

    [Fact]
    public void Key_InAClusterMadeAnew_IsThatOfTheNewestRecord()
    {
        var newest = Given.Stored("newest", recoveryHour: 5);
        newest.Status.Storage = newest.Status.Storage! with { KeySecretName = "new" };

        Assert.Equal([Secret("new"), Secret("backup-key")], RestoreKeys.Find(Restore(), [], [newest, Given.Stored()]));
    }

    [Fact]
    public void Key_OfABackupThatOnlyTheStoreKnows_IsThatOfTheNewestRecordOfItsPolicy()
    {
        var restore = Restore();
        restore.Status.Storage = new StoredBackup { LocationName = "primary", PolicyUid = "uid-nightly" };

        Assert.Equal([Secret("backup-key")], RestoreKeys.Find(restore, [], [Given.Stored()]));
    }

    [Fact]
    public void Key_OfABackupTakenUnderKms_IsThere()
    {
        var restore = Restore();
        restore.Status.Storage = restore.Status.Storage! with { KeySecretName = null, Kms = Kms };

        Assert.Equal([new KeyPlace { Kms = Kms }], RestoreKeys.Find(restore, [], []));
    }

    [Fact]
    public void Key_OfAPolicyMadeAnewUnderTheSameName_IsNotTheirs()
    {
        var policy = Policy(new EncryptionSpec { KeySecretName = "new" });
        policy.Metadata.Uid = "another";

        Assert.Equal([Secret("backup-key")], RestoreKeys.Find(Restore(), [policy], [Given.Stored()]));
    }

    [Fact]
    public void Key_ThatTheRestoreNames_IsTheOnlyOne()
    {
        var restore = Restore();
        var policy = Policy(new EncryptionSpec { KeySecretName = "new" });
        restore.Spec = restore.Spec with { KeySecretName = "own" };
        Assert.Equal([Secret("own")], RestoreKeys.Find(restore, [policy], []));

        restore.Spec = restore.Spec with { KeySecretName = null, Kms = Kms };
        Assert.Equal([new KeyPlace { Kms = Kms }], RestoreKeys.Find(restore, [policy], []));
    }

    [Fact]
    public void Key_OfABackupInTheClear_IsNone()
    {
        var restore = Restore();
        restore.Status.Storage = new StoredBackup { PolicyUid = "uid-nightly", Encryption = EncryptionMode.None };

        Assert.Empty(RestoreKeys.Find(restore, [Policy(new EncryptionSpec { KeySecretName = "new" })], []));
    }

    private static KeyPlace Secret(string name) => new() { KeySecretName = name };

    private static V1alpha1RestoreOperation Restore()
    {
        var restore = Given.Restore();
        restore.Status.Storage = Given.Stored().Status.Storage;
        return restore;
    }

    private static V1alpha1BackupPolicy Policy(EncryptionSpec encryption)
    {
        var policy = Given.Policy();
        policy.Spec = policy.Spec with { Encryption = encryption };
        return policy;
    }
}
