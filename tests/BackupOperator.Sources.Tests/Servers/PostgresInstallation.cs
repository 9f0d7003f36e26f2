namespace BackupOperator.Testing.Servers;

/// <summary>The installed server with an extension of our own beside its own ones; nothing of the system is
/// touched.</summary>
/// <remarks>A server looks for its files beside its program, links resolved: so the program
/// is copied, and all else is linked.</remarks>
public sealed class PostgresInstallation : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("postgres-install-").FullName;

    private PostgresInstallation(string version) => Binaries = $"{_folder}/lib/postgresql/{version}/bin";

    public string Binaries { get; }

    /// <param name="extension">Its name.</param>
    /// <param name="script">What CREATE EXTENSION runs.</param>
    public static async Task<PostgresInstallation> MakeAsync(string extension, string script)
    {
        // .../lib/postgresql/15/bin, and .../share/postgresql/15 for all that is not a program.
        var installed = Path.GetDirectoryName(PostgresPrograms.Require())!;
        var version = Path.GetFileName(installed);
        var share = Path.Combine(installed, "..", "..", "..", "share", "postgresql", version);
        var copy = new PostgresInstallation(version);
        var shared = $"{copy._folder}/share/postgresql";
        Directory.CreateDirectory($"{copy._folder}/lib/postgresql");
        Directory.CreateDirectory(shared);
        await Run.ToEndAsync("cp", ["-rs", installed, $"{copy._folder}/lib/postgresql/"]);
        await Run.ToEndAsync("cp", ["-rs", Path.GetFullPath(share), shared]);
        File.Delete($"{copy.Binaries}/postgres");
        File.Copy($"{installed}/bin/postgres", $"{copy.Binaries}/postgres");

        var folder = $"{shared}/{version}/extension";
        await File.WriteAllTextAsync($"{folder}/{extension}.control", "default_version = '1'\nrelocatable = false\n");
        await File.WriteAllTextAsync($"{folder}/{extension}--1.sql", script);
        await Run.ToEndAsync("chmod", ["-R", "a+rX", copy._folder]);
        return copy;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
