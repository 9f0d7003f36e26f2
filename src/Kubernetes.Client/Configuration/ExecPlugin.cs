using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Kubernetes.Client.Configuration;

/// <summary>Runs a program that prints a credential.</summary>
internal static class ExecPlugin
{
    /// <summary>A plugin that talks to nobody has no reason to take longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] Versions =
        ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    public static async Task<ExecStatus> RunAsync(
        KubeconfigExec exec, KubeconfigCluster cluster, string place, CancellationToken cancellationToken)
    {
        if (!Versions.Contains(exec.ApiVersion))
        {
            throw new KubernetesConfigurationException(
                $"{place}: exec apiVersion {exec.ApiVersion} is not supported; use {string.Join(" or ", Versions)}");
        }

        var interactive = Interactive(exec, place);
        using var process = Start(exec, Input(exec, cluster, interactive, place), interactive, place);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!interactive)
        {
            limit.CancelAfter(Patience);
        }

        var output = await ReadAsync(process, exec, place, limit.Token, cancellationToken);
        return process.ExitCode == 0
            ? Parse(output, exec, place)
            : throw new KubernetesConfigurationException($"{place}: {exec.Command} ended with exit code {process.ExitCode}");
    }

    private static bool Interactive(KubeconfigExec exec, string place)
    {
        var terminal = !Console.IsInputRedirected;
        return exec.InteractiveMode switch
        {
            "Never" => false,
            "IfAvailable" => terminal,
            "Always" when terminal => true,
            "Always" => throw new KubernetesConfigurationException(
                $"{place}: {exec.Command} asks a person (interactiveMode Always), and there is no terminal"),
            _ => throw new KubernetesConfigurationException(
                $"{place}: exec interactiveMode {exec.InteractiveMode} is not Never, IfAvailable or Always"),
        };
    }

    private static string Input(KubeconfigExec exec, KubeconfigCluster cluster, bool interactive, string place)
    {
        var input = new ExecObject
        {
            ApiVersion = exec.ApiVersion,
            Kind = "ExecCredential",
            Spec = new ExecSpec
            {
                Interactive = interactive,
                Cluster = exec.ProvideClusterInfo ? Describe(cluster, place) : null,
            },
        };
        return JsonSerializer.Serialize(input, ExecJsonContext.Default.ExecObject);
    }

    private static ExecCluster Describe(KubeconfigCluster cluster, string place)
    {
        var pem = PemSource.Read(
            cluster.CertificateAuthorityData, cluster.CertificateAuthority, $"{place}: certificate-authority");
        return new ExecCluster
        {
            Server = cluster.Server,
            TlsServerName = cluster.TlsServerName,
            InsecureSkipTlsVerify = cluster.InsecureSkipTlsVerify,
            CertificateAuthorityData = pem is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(pem)),
            ProxyUrl = cluster.ProxyUrl,
        };
    }

    private static Process Start(KubeconfigExec exec, string input, bool interactive, string place)
    {
        // Errors go to this process's own standard error: they are written for the person at the terminal.
        var start = new ProcessStartInfo(exec.Command, exec.Args)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = !interactive,
            UseShellExecute = false,
        };
        foreach (var (name, value) in exec.Env)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = input;
        try
        {
            var process = Process.Start(start)!;
            if (!interactive)
            {
                process.StandardInput.Close();
            }

            return process;
        }
        catch (Win32Exception exception)
        {
            var hint = exec.InstallHint is null ? "install it, or correct the user" : exec.InstallHint.Trim();
            throw new KubernetesConfigurationException($"{place}: cannot run {exec.Command}: {exception.Message}; {hint}", exception);
        }
    }

    private static async Task<string> ReadAsync(
        Process process, KubeconfigExec exec, string place, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(limit);
            await process.WaitForExitAsync(limit);
            return output;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new KubernetesConfigurationException($"{place}: {exec.Command} did not end within {Patience.TotalSeconds:0} s");
        }
    }

    private static ExecStatus Parse(string output, KubeconfigExec exec, string place)
    {
        ExecObject? printed;
        try
        {
            printed = JsonSerializer.Deserialize(output, ExecJsonContext.Default.ExecObject);
        }
        catch (JsonException)
        {
            // Neither the output nor the parser's message is repeated: both may hold the credential.
            throw new KubernetesConfigurationException($"{place}: {exec.Command} printed something that is not an ExecCredential");
        }

        if (printed?.ApiVersion != exec.ApiVersion || printed.Kind != "ExecCredential")
        {
            throw new KubernetesConfigurationException(
                $"{place}: {exec.Command} printed {printed?.Kind} {printed?.ApiVersion} instead of ExecCredential {exec.ApiVersion}");
        }

        return printed.Status is { } status && (status.Token is { Length: > 0 } || status is { ClientCertificateData: not null, ClientKeyData: not null })
            ? status
            : throw new KubernetesConfigurationException($"{place}: {exec.Command} printed neither a token nor a client certificate with its key");
    }
}
