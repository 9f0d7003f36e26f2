using System.Text.Json.Serialization;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;

namespace BackupOperator.Api;

/// <summary>How this assembly's types are written as JSON: camelCase, enums by name, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(V1alpha1BackupPolicy))]
[JsonSerializable(typeof(V1alpha1BackupExecution))]
[JsonSerializable(typeof(V1alpha1RestoreOperation))]
[JsonSerializable(typeof(V1alpha1BackupStorageLocation))]
[JsonSerializable(typeof(TypeChoice))]
public sealed partial class ApiJsonContext : JsonSerializerContext;
