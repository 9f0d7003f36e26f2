using BackupOperator.Api;

namespace BackupOperator.Manager.Policies;

/// <summary>An age for people, rounded so that it is written a few times an hour and not with every pass.</summary>
internal static class RecoveryPointAge
{
    /// <summary>The age, rounded down to its step.</summary>
    public static string Format(TimeSpan age)
    {
        var step = Step(age);
        return Duration.Format(age < step ? TimeSpan.Zero : age - TimeSpan.FromTicks(age.Ticks % step.Ticks));
    }

    /// <summary>How long until the text changes.</summary>
    public static TimeSpan UntilNext(TimeSpan age)
    {
        var step = Step(age);
        return age < TimeSpan.Zero ? step : step - TimeSpan.FromTicks(age.Ticks % step.Ticks);
    }

    private static TimeSpan Step(TimeSpan age) => age switch
    {
        _ when age < TimeSpan.FromHours(2) => TimeSpan.FromMinutes(5),
        _ when age < TimeSpan.FromDays(2) => TimeSpan.FromMinutes(15),
        _ => TimeSpan.FromHours(1),
    };
}
