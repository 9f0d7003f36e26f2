using System.Globalization;

namespace BackupOperator.Benchmarks.Reporting;

/// <summary>One figure and what it is to reach.</summary>
/// <param name="Name">Names the work and whom the product is compared with.</param>
/// <param name="Figure">Null where it was not measured: then the goal is missed, for nothing shows that it is met.
/// </param>
/// <param name="Target">The bound; it is still met.</param>
/// <param name="AtLeast">Whether more is better.</param>
internal sealed record Goal(string Name, double? Figure, double Target, bool AtLeast)
{
    public bool Met => Figure is { } figure && (AtLeast ? figure >= Target : figure <= Target);

    public override string ToString()
    {
        var figure = Figure is { } known ? Number(known) : "unmeasured";
        return $"goal {Name} {figure} {(AtLeast ? ">=" : "<=")}{Number(Target)} {(Met ? "met" : "missed")}";
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
