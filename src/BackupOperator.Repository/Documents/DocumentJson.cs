using System.Text.Json.Serialization;
using BackupOperator.Repository.Catalogues;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Manifests;

namespace BackupOperator.Repository.Documents;

/// <summary>How the plain documents of a repository are spelled.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Guard))]
[JsonSerializable(typeof(RepositoryRecord))]
[JsonSerializable(typeof(KeyRecord))]
[JsonSerializable(typeof(BackupRecord))]
[JsonSerializable(typeof(ManifestRecord))]
internal sealed partial class DocumentJson : JsonSerializerContext;
