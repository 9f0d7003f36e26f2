using System.Text.Json;

namespace BackupOperator.Sources;

/// <summary>Gives the stored streams of a source back.</summary>
public interface IStreamSource
{
    /// <summary>What the reader said about the source.</summary>
    JsonElement Details { get; }

    /// <summary>Opens a stream whose bytes are verified before they are returned. The caller disposes it.</summary>
    Task<Stream> OpenAsync(string name, CancellationToken cancellationToken);
}
