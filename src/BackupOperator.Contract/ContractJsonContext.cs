using System.Text.Json.Serialization;

namespace BackupOperator.Contract;

/// <summary>How tasks, results and lines are written as JSON: camelCase, enums by name, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AgentTask))]
[JsonSerializable(typeof(AgentResult))]
[JsonSerializable(typeof(AgentLine))]
public sealed partial class ContractJsonContext : JsonSerializerContext;
