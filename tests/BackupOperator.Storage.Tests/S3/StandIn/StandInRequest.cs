using System.Globalization;
using System.Text;

namespace BackupOperator.Storage.Tests.S3.StandIn;

/// <summary>One request as it came over the wire.</summary>
internal sealed record StandInRequest(
    string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The key below the bucket; empty for the bucket itself.</summary>
    internal string Key => Path.IndexOf('/', 1) is > 0 and var slash ? Path[(slash + 1)..] : "";

    private string Path => Uri.UnescapeDataString(Target.Split('?')[0]);

    internal string? Query(string name) => Target.Split('?') is [_, var query]
        ? query.Split('&').Select(pair => pair.Split('=', 2)).Where(pair => pair[0] == name)
            .Select(pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? "")).FirstOrDefault()
        : null;

    /// <summary>The first and last byte of a Range header.</summary>
    internal (int From, int To)? Range => Headers.TryGetValue("range", out var value)
        && value["bytes=".Length..].Split('-') is [var from, var to]
        ? (int.Parse(from, CultureInfo.InvariantCulture), int.Parse(to, CultureInfo.InvariantCulture))
        : null;

    /// <summary>Reads the next request of a connection, or null when the client has closed it.</summary>
    internal static async Task<StandInRequest?> ReadAsync(Stream connection, CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(head))
        {
            if (await connection.ReadAsync(one, cancellationToken) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(':', 2))
            .ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1].Trim());
        if (headers.ContainsKey("expect"))
        {
            await connection.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken);
        }

        var length = headers.TryGetValue("content-length", out var value)
            ? int.Parse(value, CultureInfo.InvariantCulture)
            : 0;
        var body = new byte[length];
        await connection.ReadExactlyAsync(body, cancellationToken);
        var words = lines[0].Split(' ');
        return new StandInRequest(words[0], words[1], headers, body);
    }

    private static bool EndsHead(List<byte> head) => head.Count >= 4 && head[^4..] is [13, 10, 13, 10];
}
