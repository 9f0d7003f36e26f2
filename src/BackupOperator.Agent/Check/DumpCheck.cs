using BackupOperator.Repository.Checking;
using BackupOperator.Sources;
using BackupOperator.Sources.Postgres;

namespace BackupOperator.Agent.Check;

/// <summary>Lets each dump be read by the program that would restore it.</summary>
internal sealed class DumpCheck
{
    private readonly PostgresVerifier _verifier = new();
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, HashSet<string>> _missing = [];

    public int Entries { get; private set; }

    public async Task ReadAsync(CheckedStream stream, CancellationToken cancellationToken)
    {
        try
        {
            Expected(stream).Remove(stream.Description.Name);
            Entries += await _verifier.VerifyAsync(
                stream.Details, stream.Description.Name, stream.Content, cancellationToken);
        }
        catch (SourceException exception) when (exception.Failure == SourceFailure.Damaged)
        {
            _problems.Add($"source {stream.Source}: {exception.Message}");
        }
    }

    /// <summary>What is wrong with dumps whose bytes are right, and streams that the
    /// record names and the manifest has not.</summary>
    public IEnumerable<string> Problems(IntegrityReport report)
    {
        // Where bytes are damaged, a stream that was not reached says nothing of its own.
        var missing = report.Passed
            ? _missing.SelectMany(
                source => source.Value.Select(stream => $"source {source.Key} has no stream {stream}"))
            : [];
        return _problems.Concat(missing);
    }

    private HashSet<string> Expected(CheckedStream stream)
    {
        if (!_missing.TryGetValue(stream.Source, out var expected))
        {
            expected = [.. _verifier.StreamsOf(stream.Details)];
            _missing.Add(stream.Source, expected);
        }

        return expected;
    }
}
