using BackupOperator.Sources.Postgres.Restoring;

namespace BackupOperator.Sources.Tests.Postgres;

public sealed class GlobalsScriptTests
{
    [Fact]
    public void Split_QuotesAndComments_KeepsStatementsWhole()
    {
        const string Script = """
            -- Roles; not a statement
            \restrict token;
            CREATE ROLE "a;b";
            ALTER ROLE x WITH PASSWORD 'SCRAM;''--\';
            COMMENT ON ROLE x IS E'it\'s; -- fine';
            """;

        var statements = GlobalsScript.Split(Script).ToArray();

        Assert.Equal(
            [
                "CREATE ROLE \"a;b\"", "ALTER ROLE x WITH PASSWORD 'SCRAM;''--\\'",
                "COMMENT ON ROLE x IS E'it\\'s; -- fine'",
            ],
            statements);
    }

    [Theory]
    [InlineData("CREATE ROLE app", nameof(GlobalKind.CreateRole), "app")]
    [InlineData("CREATE ROLE \"a \"\"b\"", nameof(GlobalKind.CreateRole), "a \"b")]
    [InlineData("ALTER ROLE app WITH SUPERUSER", nameof(GlobalKind.AboutRole), "app")]
    [InlineData("GRANT readers TO app GRANTED BY postgres", nameof(GlobalKind.AboutRole), "app")]
    [InlineData("CREATE TABLESPACE fast OWNER app LOCATION '/x'", nameof(GlobalKind.CreateTablespace), "fast")]
    [InlineData("GRANT ALL ON TABLESPACE fast TO app", nameof(GlobalKind.AboutTablespace), "fast")]
    [InlineData("SET client_encoding = 'UTF8'", nameof(GlobalKind.Other), "")]
    public void Parse_Statement_NamesItsSubject(string sql, string kind, string name)
    {
        var statement = GlobalStatement.Parse(sql);

        Assert.Equal((kind, name), (statement.Kind.ToString(), statement.Name));
    }
}
