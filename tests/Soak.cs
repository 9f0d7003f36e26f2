namespace BackupOperator.Tests;

/// <summary>How many random histories, inputs and kills a test tries: a sample in every run, ten times as many in
/// <c>make soak</c>, which sets the variable.</summary>
internal static class Soak
{
    private const string Variable = "BACKUPOPERATOR_SOAK";
    private const int Factor = 10;

    /// <summary>How often, where the sample tries it so often.</summary>
    public static int Times(int sample) => Environment.GetEnvironmentVariable(Variable) == "1" ? sample * Factor : sample;

    /// <summary>Seeds from 1 on.</summary>
    public static TheoryData<int> Seeds(int sample) => [.. Enumerable.Range(1, Times(sample))];

    /// <summary>Seeds from 1 on and 0, which stands for one that nobody has tried.</summary>
    public static TheoryData<int> SeedsAndAnother(int sample) => [.. Enumerable.Range(1, Times(sample)), 0];
}
