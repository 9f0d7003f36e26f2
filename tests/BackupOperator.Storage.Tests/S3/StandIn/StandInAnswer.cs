using System.Text;

namespace BackupOperator.Storage.Tests.S3.StandIn;

/// <summary>One answer before anything is done to it.</summary>
internal sealed record StandInAnswer(int Status, byte[] Body)
{
    internal Dictionary<string, string> Headers { get; } = [];

    internal static StandInAnswer Error(int status, string? code, string message = "no") => new(
        status,
        code is null
            ? []
            : Encoding.UTF8.GetBytes(
                $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>"));

    /// <summary>The status line and headers, announcing <paramref name="lengthBytes"/>,
    /// or the end by closing.</summary>
    internal byte[] Head(int? lengthBytes)
    {
        var text = new StringBuilder($"HTTP/1.1 {Status} Something\r\n");
        text.Append(lengthBytes is null ? "Connection: close\r\n" : $"Content-Length: {lengthBytes}\r\n");
        foreach (var (name, value) in Headers)
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(text.Append("\r\n").ToString());
    }
}
