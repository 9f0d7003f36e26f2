using System.Net;
using Kubernetes.Client.Http;

namespace Kubernetes.Client.Tests.Http;

public sealed class RetryPolicyTests
{
    private static readonly TimeSpan TwoSeconds = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(429, false, true)]
    [InlineData(429, true, true)]
    [InlineData(503, true, true)]
    [InlineData(503, false, false)]
    [InlineData(504, true, true)]
    [InlineData(504, false, false)]
    [InlineData(500, true, false)]
    [InlineData(409, true, false)]
    [InlineData(404, true, false)]
    public void Next_AnswerWithoutRetryAfter_IsRepeatedWhereSafe(int status, bool repeatable, bool expected)
    {
        var failed = new FailedAttempt((HttpStatusCode)status, null, NeverArrived: false);

        Assert.Equal(expected, RetryPolicy.Next(repeatable, failed, 1, 0) is not null);
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public void Next_NoAnswer_IsRepeatedWhenRepeatableOrNeverArrived(bool repeatable, bool neverArrived, bool expected) =>
        Assert.Equal(expected, RetryPolicy.Next(repeatable, new FailedAttempt(null, null, neverArrived), 1, 0) is not null);

    [Fact]
    public void Next_ServerAsksForTime_GetsAtLeastThat() =>
        Assert.Equal(TwoSeconds, RetryPolicy.Next(false, new FailedAttempt(HttpStatusCode.ServiceUnavailable, TwoSeconds, false), 1, 0));

    [Fact]
    public void Next_ServerAsksForTooMuchTime_IsLeftToTheCaller() =>
        Assert.Null(RetryPolicy.Next(true, new FailedAttempt(HttpStatusCode.TooManyRequests, TimeSpan.FromMinutes(10), false), 1, 0));

    [Fact]
    public void Next_FailuresInARow_WaitLongerAndEnd()
    {
        var failed = new FailedAttempt(null, null, NeverArrived: true);

        var waits = Enumerable.Range(1, RetryPolicy.Attempts).Select(attempt => RetryPolicy.Next(true, failed, attempt, 0.5)).ToList();

        Assert.Null(waits[^1]);
        Assert.Equal(waits[..^1].Order(), waits[..^1]);
        Assert.InRange(waits[..^1].Sum(wait => wait!.Value.TotalSeconds), 5, 15);
    }
}
