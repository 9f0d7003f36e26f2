using System.Net;
using Kubernetes.Client.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests.Environment;

/// <summary>The real parts that <c>tests/environment</c> raised, as its README names them.</summary>
internal static class TestEnvironment
{
    /// <summary>How long anything on the cluster may take before a test gives up; a busy machine is slow, never this slow.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>The checkout that the tests were built from.</summary>
    public static string Checkout { get; } = FindCheckout();

    /// <summary>The address at which pods reach servers of this machine.</summary>
    public static string Host => Required("BACKUPOPERATOR_TEST_HOST");

    /// <summary>A line from pods to a port of this machine, which can be made to fail.</summary>
    public static FaultyLine LineTo(int port) => new(IPAddress.Parse(Host), port);

    /// <summary>Reads a variable or skips the test, naming it.</summary>
    public static string Required(string variable)
    {
        var value = Optional(variable);
        Assert.SkipUnless(value is not null,
            $"{variable} is not set: tests/environment/README.md says what it names, make test says why it could not be raised");
        return value!;
    }

    /// <summary>Reads a variable; null where it is not set.</summary>
    public static string? Optional(string variable) =>
        System.Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static string FindCheckout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BackupOperator.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside of a checkout");
    }
}
