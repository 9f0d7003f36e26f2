using System.CommandLine;
using BackupOperator.Storage;

namespace BackupOperator.Benchmarks.Product;

/// <summary>Where the repository is: a folder, or a bucket whose keys are in files.</summary>
internal sealed class LocationOptions
{
    private readonly Option<string?> _folder = new("--store") { Description = "A folder." };
    private readonly Option<string?> _bucket = new("--bucket") { Description = "A bucket, instead of a folder." };
    private readonly Option<string?> _endpoint = new("--endpoint");
    private readonly Option<string> _region = new("--region") { DefaultValueFactory = _ => "us-east-1" };
    private readonly Option<string?> _accessKeyFile = new("--access-key-file");
    private readonly Option<string?> _secretKeyFile = new("--secret-key-file");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_folder, _bucket, _endpoint, _region, _accessKeyFile, _secretKeyFile])
        {
            command.Add(option);
        }
    }

    public IObjectStore Open(ParseResult parsed) => ObjectStores.Open(
        parsed.GetValue(_bucket) is { } bucket ? Bucket(parsed, bucket) : Folder(parsed));

    private FileSystemStoreOptions Folder(ParseResult parsed) => new()
    {
        Root = parsed.GetValue(_folder) ?? throw new ArgumentException("no store was named: give --store or --bucket"),
    };

    private S3StoreOptions Bucket(ParseResult parsed, string bucket) => new()
    {
        Bucket = bucket,
        Endpoint = parsed.GetValue(_endpoint) is { } endpoint ? new Uri(endpoint) : null,
        Region = parsed.GetValue(_region)!,
        ForcePathStyle = true,
        ChecksumMode = S3ChecksumMode.WhenRequired,
        AccessKeyFile = parsed.GetValue(_accessKeyFile),
        SecretKeyFile = parsed.GetValue(_secretKeyFile),
    };
}
