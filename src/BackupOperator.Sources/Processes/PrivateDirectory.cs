namespace BackupOperator.Sources.Processes;

/// <summary>A directory for secrets of child processes that nobody else can read; gone when disposed.</summary>
internal sealed class PrivateDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public PrivateDirectory()
    {
        // CreateTempSubdirectory makes it with mode 0700, before anything is in it.
        Path = Directory.CreateTempSubdirectory("backup-operator-").FullName;
    }

    public string Path { get; }

    /// <summary>Writes a file of mode 0600 and returns its path.</summary>
    public string Write(string name, string content)
    {
        var path = System.IO.Path.Combine(Path, name);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
