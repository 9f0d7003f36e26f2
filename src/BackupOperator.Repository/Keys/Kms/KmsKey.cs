using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace BackupOperator.Repository.Keys.Kms;

/// <summary>A key in AWS KMS.</summary>
/// <remarks>
/// The encryption context binds repository, data key and time: KMS refuses what was copied from elsewhere, and its log
/// tells which repository was opened. A key file names the key by the id that replicas in other regions share, so that
/// a repository opens with a replica when a region is lost.
/// </remarks>
internal sealed class KmsKey(KmsKeyOptions options) : KeyEncryptionKey
{
    private readonly AmazonKeyManagementServiceClient _client = KmsClients.Create(options);

    internal override async Task<KeyRecord> WrapAsync(
        DataKey key, Identifier repository, DateTimeOffset createdAt, CancellationToken cancellationToken)
    {
        using var plaintext = new MemoryStream(key.Content.ToArray());
        var request = new EncryptRequest
        {
            KeyId = options.KeyId,
            Plaintext = plaintext,
            EncryptionContext = Context(repository.ToString(), key.Id.ToString(), createdAt),
        };
        var response = await CallAsync(() => _client.EncryptAsync(request, cancellationToken));
        return new KeyRecord
        {
            FormatVersion = FormatVersion.Current,
            RepositoryId = repository.ToString(),
            KeyId = key.Id.ToString(),
            KekId = KekId(response.KeyId, repository.ToString()),
            CreatedAt = createdAt,
            Algorithm = KeyRecord.AwsKms,
            WrappedKey = response.CiphertextBlob.ToArray(),
            KmsKeyArn = response.KeyId,
        };
    }

    internal override async Task<DataKey?> UnwrapAsync(
        KeyRecord record, string objectKey, CancellationToken cancellationToken)
    {
        if (record.Algorithm != KeyRecord.AwsKms || !Identifier.TryParse(record.KeyId, out var id))
        {
            return null;
        }

        try
        {
            var response = await CallAsync(() => DecryptAsync(record, cancellationToken));
            var fits = KekId(response.KeyId, record.RepositoryId) == record.KekId
                && response.Plaintext.Length == DataKey.SizeBytes;
            return fits ? new DataKey(id, response.Plaintext.ToArray()) : throw KeyWrap.Damaged(objectKey);
        }
        catch (IncorrectKeyException)
        {
            return null;
        }
        catch (InvalidCiphertextException exception)
        {
            throw KeyWrap.Damaged(objectKey, exception);
        }
    }

    private protected override void Dispose(bool disposing) => _client.Dispose();

    private static string KekId(string arn, string repository)
    {
        var name = $"backup-operator/1/kms-key-id/{repository}/{arn[(arn.LastIndexOf('/') + 1)..]}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, Identifier.SizeBytes));
    }

    private static Dictionary<string, string> Context(string repository, string key, DateTimeOffset createdAt) => new()
    {
        ["backup-operator:repository-id"] = repository,
        ["backup-operator:key-id"] = key,
        ["backup-operator:created-at"] = createdAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
    };

    private async Task<DecryptResponse> DecryptAsync(KeyRecord record, CancellationToken cancellationToken)
    {
        using var ciphertext = new MemoryStream(record.WrappedKey);

        // Named, so that KMS never decrypts with another key that a changed file asks for.
        var request = new DecryptRequest
        {
            KeyId = options.KeyId,
            CiphertextBlob = ciphertext,
            EncryptionContext = Context(record.RepositoryId, record.KeyId, record.CreatedAt),
        };
        return await _client.DecryptAsync(request, cancellationToken);
    }

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception
            is not (IncorrectKeyException or InvalidCiphertextException or OperationCanceledException))
        {
            throw KmsFailure.Explain(exception, options.KeyId);
        }
    }
}
