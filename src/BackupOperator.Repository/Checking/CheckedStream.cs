using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using BackupOperator.Repository.Writing;

namespace BackupOperator.Repository.Checking;

/// <summary>A stream under check.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Details">What the source said about itself.</param>
/// <param name="Description">Name, length and digest.</param>
/// <param name="Content">The plaintext; stays the check's.</param>
[SuppressMessage("Naming", "CA1711", Justification = "It is a stream of a manifest: the word of the format.")]
public sealed record CheckedStream(string Source, JsonElement Details, StoredStream Description, Stream Content);
