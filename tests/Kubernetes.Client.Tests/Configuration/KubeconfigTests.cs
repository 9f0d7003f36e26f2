using Kubernetes.Client.Configuration;
using Kubernetes.Client.Tests.Environment;

namespace Kubernetes.Client.Tests.Configuration;

public sealed class KubeconfigTests : IDisposable
{
    private const string Cluster = "current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}]";

    private readonly string directory = Directory.CreateTempSubdirectory("kubeconfig-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData("tokenFile: t", "tokenFile is not supported; put the token into the file")]
    [InlineData("auth-provider: {name: oidc}", "auth-provider is not supported; use an exec plugin")]
    [InlineData("token: t, as: jane", "as is not supported")]
    [InlineData("token: t, as-groups: [admins]", "as-groups is not supported")]
    [InlineData("exec: {apiVersion: v1, command: login, provideClusterInfo: true}", "provideClusterInfo is not supported")]
    [InlineData("exec: {apiVersion: v1, command: login, provideClusterInfo: yes}", "provideClusterInfo is not supported")]
    [InlineData("exec: {apiVersion: v1, command: login, args: [--name, 'two words']}", "an argument of the plugin is empty or holds a blank")]
    [InlineData("exec: {apiVersion: v1, command: login, args: [--scope, '']}", "an argument of the plugin is empty")]
    [InlineData("exec: {apiVersion: v1, command: login, args: ['a\"b']}", "a quote or a backslash")]
    [InlineData("exec: {apiVersion: v1, command: login, env: [{name: TOKEN, val: s3cret}]}", "an entry of the plugin's env lacks name or value")]
    public void FromFile_UserAsksForWhatThePackageOverlooks_IsRefusedByName(string user, string fault)
    {
        var path = Write("config", $"{{{Cluster}, clusters: [{{name: c, cluster: {{server: 'https://c'}}}}], users: [{{name: u, user: {{{user}}}}}]}}");

        var error = Assert.Throws<KubernetesConfigurationException>(() => ClusterConfiguration.FromFile(path));

        Assert.Contains($"{path}, user u", error.Message);
        Assert.Contains(fault, error.Message);
        Assert.DoesNotContain("s3cret", error.ToString());
    }

    [Theory]
    [InlineData("{name: U, user: {token: other}}, {name: u, user: {token: t}}")]
    [InlineData("{name: u, user: {token: other}}, {name: u, user: {token: t}}")]
    public void FromFile_UserThatThePackageMayTakeForAnother_IsRefused(string users)
    {
        var path = Write("config", $"{{{Cluster}, clusters: [{{name: c, cluster: {{server: 'https://c'}}}}], users: [{users}]}}");

        var error = Assert.Throws<KubernetesConfigurationException>(() => ClusterConfiguration.FromFile(path));

        Assert.Contains("users has several entries u, or one in other letters", error.Message);
    }

    [Fact]
    public void FromFile_AuthorityWithoutACertificate_IsRefusedInsteadOfTrustingTheSystems()
    {
        var authority = Write("ca.crt", "no certificate");
        var path = Write("config", $"{{{Cluster}, clusters: [{{name: c, cluster: {{server: 'https://c', certificate-authority: '{authority}'}}}}], users: [{{name: u, user: {{token: t}}}}]}}");

        var error = Assert.Throws<KubernetesConfigurationException>(() => ClusterConfiguration.FromFile(path));

        Assert.Contains("holds no PEM certificate", error.Message);
    }

    [Fact]
    public void Client_WithACertificateThatIsNone_SaysSo()
    {
        var configuration = new k8s.KubernetesClientConfiguration { Host = "https://c", ClientCertificateFilePath = "/none/crt", ClientKeyFilePath = "/none/key" };

        var error = Assert.Throws<KubernetesConfigurationException>(() => new KubernetesClient(configuration, SharedServer.Options));

        Assert.Contains("/none/", error.Message);
    }

    [Fact]
    public void FromFile_ProxyOfTheCluster_IsRefusedWithTheWayOut()
    {
        var path = Write("config", $"{{{Cluster}, clusters: [{{name: c, cluster: {{server: 'https://c', proxy-url: 'http://p'}}}}], users: [{{name: u, user: {{token: t}}}}]}}");

        var error = Assert.Throws<KubernetesConfigurationException>(() => ClusterConfiguration.FromFile(path));

        Assert.Contains("set HTTPS_PROXY", error.Message);
    }

    [Fact]
    public void FromFile_OtherUserAsksForIt_IsNoMatter()
    {
        var path = Write("config", $"{{{Cluster}, clusters: [{{name: c, cluster: {{server: 'https://c'}}}}], users: [{{name: v, user: {{tokenFile: t}}}}, {{name: u, user: {{token: t}}}}]}}");

        Assert.Equal("t", ClusterConfiguration.FromFile(path).AccessToken);
    }

    [Theory]
    [InlineData("current-context: x", "x not found")]
    [InlineData("{}", "has no current-context")]
    [InlineData("{current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], users: [{name: u, user: {token: t}}]}", "Cluster")]
    [InlineData("{current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://c', certificate-authority: /none/ca}}], users: [{name: u, user: {token: t}}]}", "/none/ca")]
    [InlineData("{current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://c', certificate-authority-data: '%%'}}], users: [{name: u, user: {token: t}}]}", "ase-64")]
    [InlineData("contexts: [", "is not valid YAML at line")]
    [InlineData("text", "is no mapping")]
    public void FromFile_WrongFile_NamesFileAndFault(string text, string fault)
    {
        var path = Write("config", text);

        var error = Assert.Throws<KubernetesConfigurationException>(() => ClusterConfiguration.FromFile(path));

        Assert.Contains(path, error.Message);
        Assert.Contains(fault, error.Message);
    }

    [Fact]
    public void FromFile_Missing_IsNamed()
    {
        var error = Assert.Throws<KubernetesConfigurationException>(() => ClusterConfiguration.FromFile("/none/config"));

        Assert.Contains("/none/config does not exist", error.Message);
    }

    [Fact]
    public void FromFile_BrokenYaml_DoesNotRepeatWhatMayBeACredential()
    {
        var path = Write("config", "users:\n- name: u\n  user: {token: s3cr3t-token\n");

        var error = Assert.Throws<KubernetesConfigurationException>(() => ClusterConfiguration.FromFile(path));

        Assert.DoesNotContain("s3cr3t", error.ToString());
    }

    [Fact]
    public async Task TokenFile_Replaced_IsReadAgainAfterAMinuteOrARefusal()
    {
        var time = new ManualTime();
        var source = new TokenFile(Write("token", "first\n"), time);
        Assert.Equal("first", await TokenAsync(source));
        Write("token", "second\n");

        Assert.Equal("first", await TokenAsync(source));
        time.Advance(TokenFile.ReadAgainAfter);
        Assert.Equal("second", await TokenAsync(source));

        Assert.False(await source.RefuseAsync("second", CancellationToken.None));
        Write("token", "third\n");
        Assert.True(await source.RefuseAsync("second", CancellationToken.None));
        Assert.Equal("third", await TokenAsync(source));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(null, "cannot read token file")]
    public async Task TokenFile_NothingInIt_IsNamed(string? content, string fault)
    {
        var path = content is null ? Path.Combine(directory, "none") : Write("token", content);

        var error = await Assert.ThrowsAsync<KubernetesConfigurationException>(() => TokenAsync(new TokenFile(path, TimeProvider.System)));

        Assert.Contains(path, error.Message);
        Assert.Contains(fault, error.Message);
    }

    private static async Task<string?> TokenAsync(TokenFile source) =>
        (await source.GetAuthenticationHeaderAsync(CancellationToken.None)).Parameter;

    private string Write(string name, string text)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
