using System.Text;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>The statements that drop what a dump is about to define.</summary>
/// <remarks><c>pg_restore --clean</c> writes them before the definitions, for tables and for what depends on them in
/// one order; asked for tables alone, it would leave foreign keys in the way. So definitions are
/// written with it and without it, and what the first has more is the drops.</remarks>
internal static class DropScript
{
    private const string Restrict = @"\restrict ";
    private const string Unrestrict = @"\unrestrict ";

    public static async Task<byte[]> ReadAsync(
        RestorePrograms programs, StoredDump dump, CancellationToken cancellationToken)
    {
        string[] definitions = ["--section=pre-data", "--section=post-data", .. dump.DropFilter, dump.HeadPath];
        var plain = await RenderAsync(programs, definitions, cancellationToken);
        var clean = await RenderAsync(programs, ["--clean", "--if-exists", .. definitions], cancellationToken);

        // Byte by byte: the script is in the database's encoding, whatever that is.
        return Encoding.Latin1.GetBytes(Cut(clean, plain));
    }

    /// <summary>The head of the first script up to where it goes on as the second does.</summary>
    /// <exception cref="SourceException">The two differ in more than one place.</exception>
    internal static string Cut(string clean, string plain)
    {
        var (longer, shorter) = (clean.Split('\n'), plain.Split('\n'));
        var added = longer.Length - shorter.Length;
        var start = longer.Zip(shorter).TakeWhile(pair => AreSame(pair.First, pair.Second)).Count();
        if (added < 0 || !longer.Skip(start + added).Zip(shorter.Skip(start), AreSame).All(same => same))
        {
            throw new SourceException(
                SourceFailure.Refused,
                "pg_restore writes definitions in an order that is not known, nothing was changed: " +
                "use an image with another major of the client");
        }

        // What opened the restricted mode of psql also has to end it.
        var end = longer.LastOrDefault(line => line.StartsWith(Unrestrict, StringComparison.Ordinal)) ?? "";
        return $"{string.Join('\n', longer.Take(start + added))}\n{end}\n";
    }

    // The word is another one in each script.
    private static bool AreSame(string one, string other) => one == other
        || (one.StartsWith(Restrict, StringComparison.Ordinal) && other.StartsWith(Restrict, StringComparison.Ordinal))
        || (one.StartsWith(Unrestrict, StringComparison.Ordinal)
            && other.StartsWith(Unrestrict, StringComparison.Ordinal));

    private static async Task<string> RenderAsync(
        RestorePrograms programs, string[] arguments, CancellationToken cancellationToken)
    {
        await using var restore = programs.StartScript(arguments);
        restore.Input.Dispose();
        await using var output = programs.ReadScript(restore, "the dump's definitions cannot be read");
        using var script = new MemoryStream();
        await output.CopyToAsync(script, cancellationToken);
        return Encoding.Latin1.GetString(script.GetBuffer(), 0, (int)script.Length);
    }
}
