using System.Text.RegularExpressions;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>One statement of <c>pg_dumpall --globals-only</c>, as far as it matters here.</summary>
/// <param name="Sql">The statement.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Name">The role or tablespace that it is about; for a grant of a role the member.</param>
internal sealed partial record GlobalStatement(string Sql, GlobalKind Kind, string Name)
{
    private const string Identifier = """("(?:[^"]|"")+"|[^\s;"]+)""";

    public static GlobalStatement Parse(string sql)
    {
        foreach (var (form, kind) in Forms())
        {
            if (form.Match(sql) is { Success: true } match)
            {
                return new GlobalStatement(sql, kind, Unquote(match.Groups[1].Value));
            }
        }

        return new GlobalStatement(sql, GlobalKind.Other, "");
    }

    private static IEnumerable<(Regex Form, GlobalKind Kind)> Forms() =>
    [
        (CreateRole(), GlobalKind.CreateRole),
        (AboutRole(), GlobalKind.AboutRole),
        (CreateTablespace(), GlobalKind.CreateTablespace),
        (AboutTablespace(), GlobalKind.AboutTablespace),
        (Membership(), GlobalKind.AboutRole),
    ];

    private static string Unquote(string name) =>
        name.StartsWith('"') ? name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : name;

    [GeneratedRegex("^CREATE ROLE " + Identifier)]
    private static partial Regex CreateRole();

    [GeneratedRegex("^(?:ALTER|COMMENT ON) ROLE " + Identifier)]
    private static partial Regex AboutRole();

    [GeneratedRegex("^CREATE TABLESPACE " + Identifier)]
    private static partial Regex CreateTablespace();

    [GeneratedRegex("^(?:ALTER|COMMENT ON|(?:GRANT|REVOKE) .+ ON) TABLESPACE " + Identifier, RegexOptions.Singleline)]
    private static partial Regex AboutTablespace();

    [GeneratedRegex("^GRANT (?:\"(?:[^\"]|\"\")+\"|[^\\s;\"]+) TO " + Identifier)]
    private static partial Regex Membership();
}

/// <summary>What a statement about a whole server does.</summary>
internal enum GlobalKind
{
    /// <summary>Sets something for the session, or is not known.</summary>
    Other,

    /// <summary>Makes a role.</summary>
    CreateRole,

    /// <summary>Changes a role, or makes it a member of another.</summary>
    AboutRole,

    /// <summary>Makes a tablespace.</summary>
    CreateTablespace,

    /// <summary>Changes a tablespace.</summary>
    AboutTablespace,
}
