using BackupOperator.Manifests;

if (args is not [var root] || !Directory.Exists(root))
{
    await Console.Error.WriteLineAsync("usage: BackupOperator.Manifests PROJECT_ROOT (a folder that exists)");
    return 2;
}

foreach (var manifest in ManifestSet.All())
{
    Console.WriteLine($"{(manifest.WriteTo(root) ? "written" : "same   ")} {manifest.Path}");
}

return 0;
