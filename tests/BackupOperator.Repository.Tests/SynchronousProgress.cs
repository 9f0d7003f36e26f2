namespace BackupOperator.Repository.Tests;

/// <summary>Reports where it is called, so that a test sees the last report without waiting.</summary>
internal sealed class SynchronousProgress<T>(Action<T> action) : IProgress<T>
{
    public void Report(T value) => action(value);
}
