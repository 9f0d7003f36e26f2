using System.Runtime.InteropServices;

namespace BackupOperator.Sources.Files.Native;

/// <summary>Error numbers that mean something here; alike on x64 and arm64.</summary>
internal static class ErrorNumber
{
    public const int NotPermitted = 1;
    public const int NotFound = 2;
    public const int Interrupted = 4;
    public const int NoSuchDevice = 6;
    public const int Exists = 17;
    public const int NotDirectory = 20;
    public const int IsDirectory = 21;
    public const int OutOfRange = 34;
    public const int NameTooLong = 36;
    public const int NotEmpty = 39;
    public const int TooManyLinks = 40;
    public const int NoData = 61;
    public const int NotSupported = 95;

    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>What was listed is not there any more, or something else has its name now.</summary>
    public static bool MeansGone(int error) => error is NotFound or NotDirectory or TooManyLinks or NoSuchDevice;

    public static string Text(int error) => Marshal.GetPInvokeErrorMessage(error);
}
