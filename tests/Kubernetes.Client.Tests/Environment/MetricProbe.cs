using System.Globalization;
using System.Text;
using Prometheus;

namespace Kubernetes.Client.Tests.Environment;

/// <summary>Reads what clients have counted as Prometheus would.</summary>
internal sealed class MetricProbe(CollectorRegistry registry)
{
    /// <summary>The value of a series such as <c>kubernetes_client_retries_total{resource="jobs",verb="get"}</c>; 0 without it.</summary>
    public async Task<double> ReadAsync(string series)
    {
        using var page = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(page, TestContext.Current.CancellationToken);
        var lines = Encoding.UTF8.GetString(page.ToArray()).Split('\n');
        var line = lines.SingleOrDefault(line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture);
    }
}
