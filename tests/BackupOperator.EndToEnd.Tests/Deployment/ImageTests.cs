using BackupOperator.EndToEnd.Tests.Environment;

namespace BackupOperator.EndToEnd.Tests.Deployment;

/// <summary>What the build of the image refuses, in a copy of its scripts.</summary>
public sealed class ImageTests : IDisposable
{
    private readonly string _checkout = Directory.CreateTempSubdirectory("image-").FullName;

    [Fact]
    public async Task Build_AgentThatIsNotMachineCode_MakesNoImageAndNamesTheSwitch()
    {
        await Command.RunAsync("cp", ["-r", "--parents", "tests/environment", _checkout]);
        var compiler = Path.Combine(_checkout, "dotnet");
        await File.WriteAllTextAsync(
            compiler, "#!/bin/sh\ncase \"$*\" in *PublishAot*) echo no linker; exit 1 ;; esac\n",
            TestContext.Current.CancellationToken);
        await Command.RunAsync("chmod", ["+x", compiler]);
        var image = Path.Combine(_checkout, "image.tar");

        var failure = await Assert.ThrowsAsync<CommandException>(() => Command.RunAsync("env",
        [
            "--unset=ALLOW_SLOW_AGENT", $"PATH={_checkout}:{System.Environment.GetEnvironmentVariable("PATH")}",
            $"BACKUPOPERATOR_CACHE={_checkout}/cache", "bash", $"{_checkout}/tests/environment/image.sh", "build", image,
        ]));

        Assert.Contains("no linker", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ALLOW_SLOW_AGENT=1", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(image));
    }

    public void Dispose() => Directory.Delete(_checkout, recursive: true);
}
