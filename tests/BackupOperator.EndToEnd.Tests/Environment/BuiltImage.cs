namespace BackupOperator.EndToEnd.Tests.Environment;

/// <summary>The operator's image as <c>make image</c> left it.</summary>
/// <param name="Tar">The file that holds it, named <c>image.tar</c>.</param>
/// <param name="Name">The name that it has inside.</param>
internal sealed record BuiltImage(string Tar, string Name)
{
    /// <summary>Finds the image; null where none was built.</summary>
    public static async Task<BuiltImage?> FindAsync()
    {
        // The scripts know where they put it: it depends on the checkout and on their variables.
        var folder = (await Command.RunAsync("bash", ["-c", ". tests/environment/lib/prelude.sh && echo $state_root"])).Trim();
        var tar = Path.Combine(folder, "image.tar");
        return File.Exists(tar) && File.Exists($"{tar}.name")
            ? new BuiltImage(tar, (await File.ReadAllTextAsync($"{tar}.name")).Trim())
            : null;
    }
}
