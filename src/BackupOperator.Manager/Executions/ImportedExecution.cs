using System.Text.Json;
using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using k8s.Models;

namespace BackupOperator.Manager.Executions;

/// <summary>Fills the status of an execution that shows a backup found in a store. The entry travels as an annotation that is
/// written in the same request as the execution: between making it and filling its status nothing can be lost.</summary>
internal static class ImportedExecution
{
    /// <summary>Fills the status.</summary>
    /// <returns>Why it cannot be; null when it is.</returns>
    public static string? Fill(V1alpha1BackupExecution execution)
    {
        if (Read(execution) is not { } entry || execution.Spec.Import is not { } import)
        {
            return $"annotation {Annotation.CatalogueEntry} is missing or cannot be read; delete this execution: "
                + "the location makes executions of stored backups by itself";
        }

        if (entry.Identity.PolicyUid != import.PolicyUid || entry.Identity.Backup != import.Backup)
        {
            return $"annotation {Annotation.CatalogueEntry} is of another backup than spec.import; delete this execution";
        }

        Fill(execution.Status, entry, import);
        return null;
    }

    private static CatalogueEntry? Read(V1alpha1BackupExecution execution)
    {
        try
        {
            return execution.GetAnnotation(Annotation.CatalogueEntry) is { } json
                ? JsonSerializer.Deserialize(json, ContractJsonContext.Default.CatalogueEntry)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Fill(BackupExecutionStatus status, CatalogueEntry entry, ImportedBackup import)
    {
        status.Backup = entry.Identity.Backup;
        status.PolicyUid = entry.Identity.PolicyUid;
        status.Type = entry.Type;
        status.Base = entry.Base;
        status.FencingToken = entry.FencingToken > 0 ? entry.FencingToken : null;
        status.Sources = [.. entry.Sources.Select(source => new SourceStatus { Name = source.Source, Attempt = 1 }.Done(source))];
        status.Total();
        status.ReadBytesPerSecond = null;
        status.StartTime = entry.StartTime;
        status.RecoveryPoint = entry.RecoveryPoint;
        status.Storage = new StoredBackup
        {
            LocationName = import.LocationName,
            Address = entry.Address,
            RepositoryId = entry.RepositoryId,
            PolicyUid = entry.Identity.PolicyUid,
            Encryption = entry.Encryption,
            KeyId = entry.KeyId,
            // Whoever writes to the store chose them: what cannot be a name is none.
            KeySecretName = ObjectName.IsValid(entry.KeySecretName) ? entry.KeySecretName : null,
            Kms = ObjectName.IsValid(entry.Kms?.CredentialsSecretName) ? entry.Kms : null,
        };
        status.End(ExecutionPhase.Succeeded, entry.CompletionTime);
        status.Integrity = IntegrityState.Unknown;
    }
}
