namespace BackupOperator.Manager.Policies.Validation;

/// <summary>What is wrong with a field of a spec, and what to do.</summary>
/// <param name="Path">The field, such as <c>spec.schedules[nightly].cron</c>.</param>
/// <param name="Message">What is wrong with it and what to write.</param>
internal sealed record FieldProblem(string Path, string Message)
{
    /// <inheritdoc />
    public override string ToString() => $"{Path}: {Message}";
}
