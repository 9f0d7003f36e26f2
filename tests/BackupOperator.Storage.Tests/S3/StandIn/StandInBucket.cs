using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace BackupOperator.Storage.Tests.S3.StandIn;

/// <summary>The honest half of the stand-in: objects in memory, answered for as S3 does.</summary>
internal sealed class StandInBucket
{
    private const int PageObjects = 3;

    internal ConcurrentDictionary<string, byte[]> Objects { get; } = new();

    /// <summary>Whether If-None-Match is ignored, as some servers do.</summary>
    internal bool IgnoresConditions { get; set; }

    /// <summary>Whether an object must come with Content-MD5, as into a bucket with object lock.</summary>
    internal bool RequiresMd5 { get; set; }

    internal StandInAnswer Answer(StandInRequest request) => request switch
    {
        { Method: "POST" } => DeleteMany(request),
        { Key: "" } => List(request),
        { Method: "PUT" } => Put(request),
        { Method: "DELETE" } => Delete(request.Key),
        _ => Get(request),
    };

    private StandInAnswer Put(StandInRequest request)
    {
        if (RequiresMd5 && !request.Headers.ContainsKey("content-md5"))
        {
            // Amazon's words.
            return StandInAnswer.Error(
                400, "InvalidRequest",
                "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters");
        }

        if (IgnoresConditions || !request.Headers.ContainsKey("if-none-match"))
        {
            Objects[request.Key] = request.Body;
            return new StandInAnswer(200, []);
        }

        return Objects.TryAdd(request.Key, request.Body)
            ? new StandInAnswer(200, [])
            : StandInAnswer.Error(412, "PreconditionFailed");
    }

    /// <summary>What a delete of a key is refused with: a code and a message.</summary>
    internal ConcurrentDictionary<string, (string Code, string Message)> Refusals { get; } = new();

    private StandInAnswer DeleteMany(StandInRequest request)
    {
        var text = new StringBuilder("<?xml version=\"1.0\"?><DeleteResult>");
        var keys = XDocument.Parse(Encoding.UTF8.GetString(request.Body)).Descendants()
            .Where(element => element.Name.LocalName == "Key").Select(element => element.Value);
        foreach (var key in keys)
        {
            if (Refusals.TryGetValue(key, out var refusal))
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"<Error><Key>{key}</Key><Code>{refusal.Code}</Code><Message>{refusal.Message}</Message></Error>");
                continue;
            }

            Objects.TryRemove(key, out _);
        }

        return new StandInAnswer(200, Encoding.UTF8.GetBytes(text.Append("</DeleteResult>").ToString()));
    }

    private StandInAnswer Delete(string key)
    {
        if (Refusals.TryGetValue(key, out var refusal))
        {
            return StandInAnswer.Error(403, refusal.Code, refusal.Message);
        }

        Objects.TryRemove(key, out _);
        return new StandInAnswer(204, []);
    }

    private StandInAnswer Get(StandInRequest request)
    {
        if (!Objects.TryGetValue(request.Key, out var whole))
        {
            return StandInAnswer.Error(404, request.Method == "HEAD" ? null : "NoSuchKey");
        }

        if (request.Range is not { } range)
        {
            var answer = Describe(new StandInAnswer(200, whole), whole);
            answer.Headers["x-amz-checksum-crc32c"] = Crc32C(whole);
            return answer;
        }

        if (range.From >= whole.Length)
        {
            return StandInAnswer.Error(416, "InvalidRange");
        }

        var to = Math.Min(range.To, whole.Length - 1);
        var part = Describe(new StandInAnswer(206, whole[range.From..(to + 1)]), whole);
        part.Headers["Content-Range"] = $"bytes {range.From}-{to}/{whole.Length}";
        return part;
    }

    private StandInAnswer List(StandInRequest request)
    {
        var prefix = request.Query("prefix") ?? "";
        var after = request.Query("continuation-token") ?? request.Query("start-after") ?? "";
        var rest = Objects.Where(stored => stored.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Where(stored => string.CompareOrdinal(stored.Key, after) > 0)
            .OrderBy(stored => stored.Key, StringComparer.Ordinal).ToList();
        var page = rest.Take(PageObjects).ToList();
        var text = new StringBuilder("<?xml version=\"1.0\"?><ListBucketResult>");
        text.Append(
            CultureInfo.InvariantCulture, $"<IsTruncated>{(rest.Count > page.Count ? "true" : "false")}</IsTruncated>");
        foreach (var (key, content) in page)
        {
            text.Append(CultureInfo.InvariantCulture, $"<Contents><Key>{key}</Key><Size>{content.Length}</Size>");
            text.Append(CultureInfo.InvariantCulture, $"<LastModified>{DateTime.UtcNow:O}</LastModified></Contents>");
        }

        if (rest.Count > page.Count)
        {
            text.Append(CultureInfo.InvariantCulture, $"<NextContinuationToken>{page[^1].Key}</NextContinuationToken>");
        }

        return new StandInAnswer(200, Encoding.UTF8.GetBytes(text.Append("</ListBucketResult>").ToString()));
    }

    private static StandInAnswer Describe(StandInAnswer answer, byte[] whole)
    {
        answer.Headers["ETag"] = $"\"etag-{Convert.ToHexStringLower(SHA256.HashData(whole))}\"";
        answer.Headers["Last-Modified"] = DateTime.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        return answer;
    }

    private static string Crc32C(byte[] content)
    {
        var crc = content.Aggregate(uint.MaxValue, BitOperations.Crc32C);
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ~crc);
        return Convert.ToBase64String(bytes);
    }
}
