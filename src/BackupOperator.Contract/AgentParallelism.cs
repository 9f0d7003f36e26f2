namespace BackupOperator.Contract;

/// <summary>How much an agent does at the same time where nobody says so: as much as its pod has processors, within
/// bounds.</summary>
/// <remarks>The agent alone knows its processors, after the limits of its pod; the manager reckons with
/// <see cref="Most"/>.</remarks>
public static class AgentParallelism
{
    /// <summary>What one processor does too: it waits for the store most of the time.</summary>
    public const int Least = 2;

    /// <summary>Memory, and connections of the server that is read, grow with it: more has to be asked for.</summary>
    public const int Most = 8;

    /// <summary>What an agent does at the same time.</summary>
    /// <param name="wanted">What is asked for; null for as much as the agent's processors do.</param>
    public static int Of(int? wanted) => Of(wanted, Environment.ProcessorCount);

    /// <summary>What an agent with so many processors does at the same time.</summary>
    /// <param name="wanted">What is asked for; null for as much as the processors do.</param>
    /// <param name="processors">Those that the agent may use.</param>
    public static int Of(int? wanted, int processors) => wanted ?? Math.Clamp(processors, Least, Most);

    /// <summary>The most that an agent does at the same time, whatever its processors.</summary>
    /// <param name="wanted">What is asked for; null for as much as the processors do.</param>
    public static int Bound(int? wanted) => wanted ?? Most;
}
