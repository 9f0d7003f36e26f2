namespace Kubernetes.ControllerRuntime.Rbac;

/// <summary>What may be done with a resource.</summary>
[Flags]
public enum RbacVerb
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read one.</summary>
    Get = 1,

    /// <summary>Read all.</summary>
    List = 2,

    /// <summary>Be told of changes.</summary>
    Watch = 4,

    /// <summary>Make new ones.</summary>
    Create = 8,

    /// <summary>Replace.</summary>
    Update = 16,

    /// <summary>Change parts; with <see cref="Create"/> also apply.</summary>
    Patch = 32,

    /// <summary>Delete one.</summary>
    Delete = 64,

    /// <summary>Delete all.</summary>
    DeleteCollection = 128,

    /// <summary>Get, list and watch: what a shared watch needs.</summary>
    Observe = Get | List | Watch,
}
