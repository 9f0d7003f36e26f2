using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Restoring;

/// <summary>Says what could not be written.</summary>
internal static class TargetFailure
{
    public static SourceException Of(TargetDirectory directory, ReadOnlySpan<byte> name, int error)
    {
        var path = directory.PathOf(name);
        return error is ErrorNumber.Exists or ErrorNumber.IsDirectory or ErrorNumber.NotEmpty
            ? new SourceException(
                SourceFailure.TargetNotEmpty,
                $"{path} is in the target already and is not replaced: remove it, or choose another target")
            : new SourceException(
                SourceFailure.Refused,
                $"{path} cannot be restored: {ErrorNumber.Text(error)}; what was restored so far is not whole");
    }
}
