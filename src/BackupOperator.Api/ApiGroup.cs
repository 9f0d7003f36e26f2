namespace BackupOperator.Api;

/// <summary>Where this project's kinds live in the Kubernetes API.</summary>
public static class ApiGroup
{
    /// <summary>The API group.</summary>
    public const string Name = "backupoperator.io";

    /// <summary>The version of all kinds.</summary>
    public const string Version = "v1alpha1";

    /// <summary>Group and version, as <c>apiVersion</c> says it.</summary>
    public const string ApiVersion = Name + "/" + Version;

    /// <summary>The category under which <c>kubectl get backup</c> lists all kinds.</summary>
    public const string Category = "backup";
}
