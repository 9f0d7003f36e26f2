using System.Text;
using BackupOperator.Sources.Postgres.Restoring;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>What is done with the SQL that <c>pg_restore</c> writes before a server runs it.</summary>
public sealed class RestoreScriptTests
{
    private const string End = "COMMIT;\n\n--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict WORD\n\n";

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task Read_Script_LacksItsLastCommitOnly(int rows)
    {
        var content = string.Concat(Enumerable.Repeat("COMMIT;\n\n--\n-- PostgreSQL database dump complete\n", rows));
        await using var script = new UncommittedScript(Stream($"BEGIN;\n{content}\n{End}"));

        var end = End.Replace("COMMIT;", "       ", StringComparison.Ordinal);
        Assert.Equal($"BEGIN;\n{content}\n{end}", await TextAsync(script));
    }

    [Fact]
    public async Task Read_ScriptWithAnotherEnd_IsRefused()
    {
        await using var script = new UncommittedScript(Stream("BEGIN;\nselect 1;\nEND;\n"));

        var failure = await Assert.ThrowsAsync<SourceException>(() => TextAsync(script));

        Assert.Contains("nothing was changed", failure.Message);
    }

    [Fact]
    public void Cut_DropsBeforeDefinitions_KeepsThemAndLeavesRestrictedMode()
    {
        const string Plain = "--\n\\restrict A\n\nSET x;\n\n--\nCREATE TABLE t;\n\\unrestrict A\n";
        const string Clean = "--\n\\restrict B\n\nSET x;\n\nDROP TABLE t;\n--\nCREATE TABLE t;\n\\unrestrict B\n";

        Assert.Equal(
            "--\n\\restrict B\n\nSET x;\n\nDROP TABLE t;\n\\unrestrict B\n", DropScript.Cut(Clean, Plain));
    }

    [Theory]
    [InlineData("SET x;\nDROP TABLE t;\nCREATE TABLE t;\n-- more", "SET x;\nCREATE TABLE t;")]
    [InlineData("SET x;", "SET x;\nCREATE TABLE t;")]
    [InlineData("SET x;\nDROP TABLE t;\nCREATE TABLE u;", "SET x;\nCREATE TABLE t;")]
    public void Cut_ScriptsThatDifferOtherwise_AreRefused(string clean, string plain) =>
        Assert.Throws<SourceException>(() => DropScript.Cut(clean, plain));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task Read_ScriptForAnOlderServer_LacksItsFirstSettingOfANewerOneOnly(int rows)
    {
        const string Setting = "SET transaction_timeout = 0;\n";
        var content = string.Concat(Enumerable.Repeat(Setting, rows));
        await using var script = new OlderServerScript(Stream($"SET x;\n{Setting}SET y;\n{content}\\.\n"));

        Assert.Equal($"SET x;\n{new string(' ', Setting.Length - 1)}\nSET y;\n{content}\\.\n", await TextAsync(script));
    }

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<string> TextAsync(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
