namespace Kubernetes.CustomResources;

/// <summary>A CEL rule of the schema (<c>x-kubernetes-validations</c>) on a type or on a property.</summary>
/// <param name="rule">The expression; <c>self</c> is the value.</param>
/// <param name="message">What a person reads when it does not hold: what is wrong and what to do.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true)]
public sealed class ValidationRuleAttribute(string rule, string message) : Attribute
{
    /// <summary>The expression.</summary>
    public string Rule { get; } = rule;

    /// <summary>What a person reads when it does not hold.</summary>
    public string Message { get; } = message;
}
