using Kubernetes.Client.Configuration;
using Kubernetes.Client.Tests.Environment;

namespace Kubernetes.Client.Tests.Configuration;

public sealed class KubeconfigTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("kubeconfig-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void LoadList_SeveralFiles_FirstNameWinsWholly()
    {
        var first = Write("first", """
            current-context: shared
            contexts:
            - {name: shared, context: {cluster: one, user: red}}
            clusters:
            - {name: one, cluster: {server: "https://first:6443"}}
            users:
            - {name: red, user: {username: red}}
            """);
        var second = Write("second", """
            current-context: other
            contexts:
            - {name: shared, context: {cluster: two, user: red, namespace: ignored}}
            - {name: other, context: {cluster: two, user: red, namespace: shop}}
            clusters:
            - {name: one, cluster: {server: "https://ignored", tls-server-name: ignored}}
            - {name: two, cluster: {server: "https://second:6443"}}
            users:
            - {name: red, user: {token: ignored}}
            """);

        var merged = KubeconfigFiles.LoadList($"{Path.Combine(directory, "missing")}:{first}::{second}");

        Assert.Equal("shared", merged.CurrentContext);
        Assert.Equal(new KubeconfigContext("one", "red", null), merged.Contexts["shared"]);
        Assert.Equal("shop", KubeconfigResolver.Resolve(merged, "other").Namespace);
        Assert.Equal(("https://first:6443", null), (merged.Clusters["one"].Server, merged.Clusters["one"].TlsServerName));
        Assert.Equal(("red", null), (merged.Users["red"].Username, merged.Users["red"].Token));
    }

    [Fact]
    public void LoadList_NoFileExists_SaysWhichWereTried()
    {
        var error = Assert.Throws<KubernetesConfigurationException>(() => KubeconfigFiles.LoadList("/none/a:/none/b"));

        Assert.Contains("/none/a:/none/b", error.Message);
    }

    [Fact]
    public void ReadFile_RelativePaths_BelongToTheFilesDirectory()
    {
        var kubeconfig = KubeconfigReader.ReadFile(Write("config", """
            clusters:
            - {name: c, cluster: {server: "https://c", certificate-authority: pki/ca.crt}}
            users:
            - name: u
              user: {client-certificate: ../u.crt, client-key: /abs/u.key, tokenFile: token, exec: {apiVersion: v1, command: ./bin/login}}
            - {name: v, user: {exec: {apiVersion: v1, command: login}}}
            """));

        var user = kubeconfig.Users["u"];
        Assert.Equal($"{directory}/pki/ca.crt", kubeconfig.Clusters["c"].CertificateAuthority);
        Assert.Equal($"{Path.GetDirectoryName(directory)}/u.crt", user.ClientCertificate);
        Assert.Equal("/abs/u.key", user.ClientKey);
        Assert.Equal($"{directory}/token", user.TokenFile);
        Assert.Equal($"{directory}/bin/login", user.Exec!.Command);
        Assert.Equal("login", kubeconfig.Users["v"].Exec!.Command);
    }

    [Theory]
    [InlineData("current-context: x", "has no context x")]
    [InlineData("{}", "has no current-context")]
    [InlineData("{current-context: a, contexts: [{name: a, context: {cluster: c}}]}", "context a: there is no cluster c")]
    [InlineData("{current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://c'}}]}", "there is no user u")]
    [InlineData("{clusters: [{name: c}]}", "cluster c has no server")]
    [InlineData("{current-context: a, contexts: [{name: a, context: {cluster: c}}], clusters: [{name: c, cluster: {server: 'ftp://c'}}]}", "server ftp://c is not an http or https address")]
    [InlineData("{current-context: a, contexts: [{name: a, context: {cluster: c}}], clusters: [{name: c, cluster: {server: 'https://c', certificate-authority-data: '%%'}}]}", "certificate-authority-data is not base64")]
    [InlineData("{current-context: a, contexts: [{name: a, context: {cluster: c}}], clusters: [{name: c, cluster: {server: 'https://c', certificate-authority: /none/ca}}]}", "cannot read /none/ca")]
    [InlineData("{current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://c'}}], users: [{name: u, user: {auth-provider: {name: gcp}}}]}", "auth-provider is not supported")]
    [InlineData("{current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://c'}}], users: [{name: u, user: {client-key-data: YQ==}}]}", "needed together")]
    [InlineData("contexts: [", "is not valid YAML at line")]
    [InlineData("contexts: {}", "contexts is not a list")]
    public void Resolve_WrongFile_NamesFileAndFault(string text, string fault)
    {
        var path = Write("config", text);

        var error = Assert.Throws<KubernetesConfigurationException>(() => KubernetesClientConfiguration.BuildConfigFromConfigFile(path));

        Assert.Contains(path, error.Message);
        Assert.Contains(fault, error.Message);
    }

    [Fact]
    public void ReadFile_BrokenYaml_DoesNotRepeatWhatMayBeACredential()
    {
        var path = Write("config", "users:\n- name: u\n  user: {token: s3cr3t-token\n");

        var error = Assert.Throws<KubernetesConfigurationException>(() => KubeconfigReader.ReadFile(path));

        Assert.DoesNotContain("s3cr3t", error.ToString());
    }

    [Fact]
    public async Task Resolve_BasicUser_SendsTheHeader()
    {
        var header = await HeaderAsync("{username: me, password: 'p:w'}");

        Assert.Equal(("Basic", "bWU6cDp3"), (header.Scheme, header.Parameter));
    }

    [Fact]
    public async Task TokenFile_Replaced_IsReadAgainAfterAMinuteOrARefusal()
    {
        var time = new ManualTime();
        var path = Write("token", "first\n");
        var source = new TokenFileCredential(path, Credential.None, time);
        var first = await source.GetAsync(CancellationToken.None);
        Write("token", "second\n");

        Assert.Equal("first", (await source.GetAsync(CancellationToken.None)).Authorization!.Parameter);
        time.Advance(TokenFileCredential.ReadAgainAfter);
        var second = await source.GetAsync(CancellationToken.None);
        Assert.Equal("second", second.Authorization!.Parameter);

        Write("token", "third\n");
        Assert.True(source.Refuse(second));
        Assert.Equal("third", (await source.GetAsync(CancellationToken.None)).Authorization!.Parameter);
        Assert.Equal("first", first.Authorization!.Parameter);
    }

    [Fact]
    public void InCluster_ServiceAccountFiles_GiveHostNamespaceAndNoProxy()
    {
        Write("token", "t");
        Write("namespace", "shop\n");
        Write("ca.crt", TestCertificates.Authority);

        var configuration = new InCluster(directory, "fd00::1", "6443").Read();

        Assert.Equal(("https://[fd00::1]:6443/", "shop", true), (configuration.Host, configuration.Namespace, configuration.BypassProxy));
        Assert.Single(configuration.CertificateAuthorities!);
    }

    [Fact]
    public void InCluster_NoToken_SaysWhatIsMissing()
    {
        var error = Assert.Throws<KubernetesConfigurationException>(() => new InCluster(directory, "10.0.0.1", "443").Read());

        Assert.Contains("automountServiceAccountToken", error.Message);
    }

    private async Task<System.Net.Http.Headers.AuthenticationHeaderValue> HeaderAsync(string user)
    {
        var path = Write("config", $$$"""
            {current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}],
             clusters: [{name: c, cluster: {server: 'https://c'}}], users: [{name: u, user: {{{user}}}}]}
            """);
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(path);
        return (await configuration.Credentials.GetAsync(CancellationToken.None)).Authorization!;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
