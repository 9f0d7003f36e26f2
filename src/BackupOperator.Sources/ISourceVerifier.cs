namespace BackupOperator.Sources;

/// <summary>Proves, without the source, that stored streams are what their details say.</summary>
public interface ISourceVerifier
{
    /// <summary>Reads every stream to its end.</summary>
    /// <exception cref="SourceException">With <see cref="SourceFailure.Damaged"/> when a stream is not what it should be.</exception>
    Task<VerificationSummary> VerifyAsync(
        IStreamSource source, IProgress<SourceProgress> progress, CancellationToken cancellationToken);
}
