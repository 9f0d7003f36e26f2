using System.Text.RegularExpressions;
using BackupOperator.Api.Jobs;
using BackupOperator.Manager.Jobs;
using Kubernetes.Client.Models;

namespace BackupOperator.Manager.Policies.Validation;

/// <summary>Checks what the pods of agents get beyond what they need: what Kubernetes would refuse only when a Job is made.</summary>
internal static partial class JobTemplateRules
{
    /// <summary>Checks a template; none is valid.</summary>
    public static void Check(FieldChecks checks, string path, JobTemplate? template)
    {
        if (template is null)
        {
            return;
        }

        CheckResources(checks, $"{path}.resources", template.Resources);
        CheckPairs(checks, $"{path}.labels", template.Labels, valuesAreLabels: true);
        CheckPairs(checks, $"{path}.annotations", template.Annotations, valuesAreLabels: false);
        CheckPairs(checks, $"{path}.nodeSelector", template.NodeSelector, valuesAreLabels: true);
        foreach (var toleration in template.Tolerations ?? [])
        {
            checks.Read($"{path}.tolerations", () => PodFragment.Toleration(toleration));
        }

        if (template.Affinity is { } affinity)
        {
            checks.Read($"{path}.affinity", () => PodFragment.Affinity(affinity));
        }

        checks.OptionalObjectName($"{path}.serviceAccountName", template.ServiceAccountName, "ServiceAccount");
        checks.OptionalObjectName($"{path}.priorityClassName", template.PriorityClassName, "PriorityClass");
        checks.OptionalObjectName($"{path}.runtimeClassName", template.RuntimeClassName, "RuntimeClass");
        foreach (var secret in template.ImagePullSecrets ?? [])
        {
            checks.ObjectName($"{path}.imagePullSecrets", secret, "Secret");
        }
    }

    private static void CheckResources(FieldChecks checks, string path, ResourceRequirements? resources)
    {
        foreach (var (kind, amounts) in new[] { ("requests", resources?.Requests), ("limits", resources?.Limits) })
        {
            foreach (var (name, amount) in amounts ?? new Dictionary<string, Quantity>())
            {
                checks.Require(QualifiedName().IsMatch(name), $"{path}.{kind}", $"\"{name}\" is no resource; write it like cpu, memory or example.org/gpu");
                checks.Require(
                    amount.ToDecimal() is not null, $"{path}.{kind}.{name}", $"\"{amount}\" is no quantity; write it like 500m, 2 or 512Mi");
            }
        }
    }

    private static void CheckPairs(
        FieldChecks checks, string path, IDictionary<string, string>? pairs, bool valuesAreLabels)
    {
        foreach (var (key, value) in pairs ?? new Dictionary<string, string>())
        {
            checks.Require(QualifiedName().IsMatch(key), path, $"\"{key}\" is no key; write it like example.org/name");
            checks.Require(
                !valuesAreLabels || LabelValue().IsMatch(value),
                path,
                $"\"{value}\" of {key} is no value of a label; write up to 63 letters, digits, hyphens, dots and underscores");
        }
    }

    [GeneratedRegex(@"^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?\z")]
    private static partial Regex LabelValue();
}
