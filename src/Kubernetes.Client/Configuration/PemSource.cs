using System.Text;

namespace Kubernetes.Client.Configuration;

/// <summary>Reads PEM text from the two ways in which a kubeconfig gives it.</summary>
internal static class PemSource
{
    /// <summary>The text; null where neither is given. Inline data goes before a file, as with kubectl.</summary>
    /// <param name="data">Base64 of the text.</param>
    /// <param name="file">A file with the text.</param>
    /// <param name="place">Names the field, for messages.</param>
    public static string? Read(string? data, string? file, string place)
    {
        if (data is not null)
        {
            return Decode(data, place);
        }

        if (file is null)
        {
            return null;
        }

        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesConfigurationException($"{place}: cannot read {file}: {exception.Message}", exception);
        }
    }

    private static string Decode(string data, string place)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(data));
        }
        catch (FormatException)
        {
            throw new KubernetesConfigurationException($"{place}-data is not base64");
        }
    }
}
