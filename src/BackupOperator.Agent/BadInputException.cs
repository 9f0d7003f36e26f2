namespace BackupOperator.Agent;

/// <summary>The task cannot work as it is written, or a Secret that it names lacks something.</summary>
internal sealed class BadInputException(string message, Exception? innerException = null)
    : Exception(message, innerException);
