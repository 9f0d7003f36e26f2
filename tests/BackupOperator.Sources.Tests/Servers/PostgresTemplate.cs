namespace BackupOperator.Testing.Servers;

/// <summary>A fresh data folder, made once a process: copying it is much cheaper than <c>initdb</c>.</summary>
internal static class PostgresTemplate
{
    public const string Password = "it's:a\\pass word";

    private static readonly SemaphoreSlim Making = new(1);
    private static string? _folder;

    /// <summary>Puts a copy at <paramref name="data"/>, whose parent exists.</summary>
    public static async Task CopyAsync(string binaries, string data)
    {
        await Making.WaitAsync();
        try
        {
            _folder ??= await MakeAsync(binaries);
        }
        finally
        {
            Making.Release();
        }

        await Run.ToEndAsync("cp", ["--archive", "--reflink=auto", Path.Combine(_folder, "data"), data]);
    }

    private static async Task<string> MakeAsync(string binaries)
    {
        var folder = Directory.CreateTempSubdirectory("postgres-template-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, Password);
        await PostgresPrograms.OwnAsync(folder);
        var (program, arguments) = PostgresPrograms.AsServer(
            Path.Combine(binaries, "initdb"),
            "-D", Path.Combine(folder, "data"), "-U", "postgres", $"--pwfile={passwordFile}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync");
        await Run.ToEndAsync(program, arguments);
        return folder;
    }
}
