using System.Diagnostics.CodeAnalysis;

namespace BackupOperator.Repository.Writing;

/// <summary>A stream whose content is in the pipeline, measured.</summary>
/// <param name="Name">Its name in the manifest.</param>
/// <param name="LengthBytes">Length of its plaintext.</param>
/// <param name="Digest">SHA-256 over names and lengths of its chunks; 64 hex digits.</param>
/// <param name="Chunks">How many chunks it was cut into.</param>
[SuppressMessage("Naming", "CA1711", Justification = "It is a stream of a manifest: the word of the format.")]
public sealed record StoredStream(string Name, long LengthBytes, string Digest, long Chunks);
