using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BackupOperator.Repository.Documents;

/// <summary>A JSON document that can be read without a key and still shows damage and, with the key, forgery.</summary>
/// <remarks>
/// Layout: <c>{"record":R,"guard":G}</c> and a newline, where G holds SHA-256 and, in an encrypted repository,
/// HMAC-SHA-256 of the bytes of R. Invariant: there is exactly one spelling of a document, so any changed byte is
/// found, also outside of R. </remarks>
internal sealed class GuardedDocument
{
    private GuardedDocument(ReadOnlyMemory<byte> record, Guard guard)
    {
        Record = record;
        Guard = guard;
    }

    public ReadOnlyMemory<byte> Record { get; }

    public Guard Guard { get; }

    private static ReadOnlySpan<byte> Opening => "{\"record\":"u8;

    private static ReadOnlySpan<byte> Middle => ",\"guard\":"u8;

    private static ReadOnlySpan<byte> Closing => "}\n"u8;

    /// <summary>Writes a document guarded by digest and, when a key is given, by HMAC.</summary>
    public static byte[] Write(ReadOnlySpan<byte> record, Identifier? keyId, byte[]? recordKey)
    {
        var hmac = recordKey is null ? null : Convert.ToHexStringLower(HMACSHA256.HashData(recordKey, record));
        var guard = new Guard(
            Convert.ToHexStringLower(SHA256.HashData(record)), hmac is null ? null : keyId?.ToString(), hmac);
        return Join(record, guard);
    }

    /// <summary>Takes a document apart and checks its digest.</summary>
    /// <exception cref="IntegrityException">The bytes are not those that were written.</exception>
    public static GuardedDocument Read(string objectKey, ReadOnlyMemory<byte> document)
    {
        var bytes = document.Span;
        var middle = bytes.LastIndexOf(Middle);
        if (!bytes.StartsWith(Opening) || !bytes.EndsWith(Closing) || middle < Opening.Length)
        {
            throw Damaged(objectKey);
        }

        var record = document[Opening.Length..middle];
        var guard = Parse(
            objectKey, document[(middle + Middle.Length)..^Closing.Length].Span, DocumentJson.Default.Guard);
        var rebuilt = guard with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(record.Span)) };
        return Join(record.Span, rebuilt).AsSpan().SequenceEqual(bytes)
            ? new GuardedDocument(record, guard)
            : throw Damaged(objectKey);
    }

    /// <summary>Checks that a holder of the key wrote the record.</summary>
    /// <exception cref="IntegrityException">The record is forged, or its guard is.</exception>
    public void Authenticate(string objectKey, byte[] recordKey)
    {
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(recordKey, Record.Span));
        if (Guard.HmacSha256 != expected)
        {
            throw new IntegrityException(
                objectKey,
                $"{objectKey} does not authenticate: it was changed after the backup by someone without the key");
        }
    }

    /// <summary>The record as a value.</summary>
    public T Value<T>(string objectKey, JsonTypeInfo<T> type) => Parse(objectKey, Record.Span, type);

    private static T Parse<T>(string objectKey, ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw Damaged(objectKey);
        }
        catch (JsonException exception)
        {
            throw Damaged(objectKey, exception);
        }
    }

    private static byte[] Join(ReadOnlySpan<byte> record, Guard guard) =>
        [
            .. Opening, .. record, .. Middle,
            .. JsonSerializer.SerializeToUtf8Bytes(guard, DocumentJson.Default.Guard), .. Closing,
        ];

    private static IntegrityException Damaged(string objectKey, Exception? inner = null) =>
        new(objectKey, $"{objectKey} is damaged: its content does not match its own digest", inner);
}
