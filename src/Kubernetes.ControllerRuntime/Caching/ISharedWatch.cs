namespace Kubernetes.ControllerRuntime.Caching;

/// <summary>A shared watch without its type: what runs it and asks for its health needs no more.</summary>
internal interface ISharedWatch
{
    /// <summary>The kind watched.</summary>
    string Kind { get; }

    /// <summary>Whether all objects that were present at the start have been seen.</summary>
    bool IsSynced { get; }

    /// <summary>Ends when <see cref="IsSynced"/> becomes true.</summary>
    Task Synced { get; }

    /// <summary>Watches until cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
