using System.Text.Json;

namespace BackupOperator.Sources;

/// <summary>Proves, without the source, that stored streams are what their details say.</summary>
public interface ISourceVerifier
{
    /// <summary>The streams that a source with these details must have.</summary>
    IReadOnlyList<string> StreamsOf(JsonElement details);

    /// <summary>Reads a stream to its end and compares it with the details.</summary>
    /// <returns>How many entries its table of contents has; 0 where it has none.</returns>
    /// <exception cref="SourceException">With <see cref="SourceFailure.Damaged"/> when
    /// the stream is not what it should be.</exception>
    Task<int> VerifyAsync(JsonElement details, string stream, Stream content, CancellationToken cancellationToken);
}
