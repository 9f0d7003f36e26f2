using Amazon.KeyManagementService.Model;
using Amazon.Runtime;

namespace BackupOperator.Repository.Keys.Kms;

/// <summary>Tells what an answer of KMS, or none, means.</summary>
internal static class KmsFailure
{
    /// <summary>The failure, told apart by who can mend it; repeats nothing that the server wrote but its code.</summary>
    public static RepositoryException Explain(Exception exception, string key) => exception switch
    {
        NotFoundException => Unusable(key, "does not exist; correct its id and region"),
        DisabledException => Unusable(key, "is disabled; enable it"),
        KMSInvalidStateException => Unusable(
            key, "cannot be used in its state; cancel its deletion, or finish importing it"),
        InvalidKeyUsageException => Unusable(key, "is no key for encrypting; use a symmetric one (ENCRYPT_DECRYPT)"),
        AmazonServiceException { StatusCode: > 0 } answer => ExplainAnswer(answer, key),
        _ => new RepositoryException(
            RepositoryFailure.KeyServiceUnreachable,
            $"KMS key {key}: KMS does not answer ({exception.GetType().Name}); check the network and the endpoint"),
    };

    private static RepositoryException ExplainAnswer(AmazonServiceException exception, string key)
    {
        var status = (int)exception.StatusCode;
        var answer = $"({status} {exception.ErrorCode})";
        if (status >= 500 || status == 429 || exception.ErrorCode is "ThrottlingException")
        {
            return new RepositoryException(
                RepositoryFailure.KeyServiceUnreachable, $"KMS key {key}: KMS failed on its side {answer}; try later");
        }

        // KMS refuses with 400 and a code of its own for each of these; none tells more than that it refuses.
        return new RepositoryException(
            RepositoryFailure.KeyServiceDenied,
            $"KMS key {key}: refused {answer}; allow these credentials kms:Encrypt and kms:Decrypt on the key, and " +
            "check that they are valid");
    }

    private static RepositoryException Unusable(string key, string what) =>
        new(RepositoryFailure.KeyServiceKeyUnusable, $"KMS key {key} {what}");
}
