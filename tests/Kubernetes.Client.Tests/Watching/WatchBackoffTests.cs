using Kubernetes.Client.Watching;

namespace Kubernetes.Client.Tests.Watching;

public sealed class WatchBackoffTests
{
    [Fact]
    public void After_ManyFailures_GrowsToHalfAMinuteAndNoMore()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(800), WatchBackoff.After(1, 1));
        Assert.Equal(TimeSpan.FromMilliseconds(400), WatchBackoff.After(1, 0));
        Assert.Equal(TimeSpan.FromSeconds(30), WatchBackoff.After(int.MaxValue, 1));
    }
}
