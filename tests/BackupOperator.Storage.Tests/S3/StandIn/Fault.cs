namespace BackupOperator.Storage.Tests.S3.StandIn;

/// <summary>What a server does wrong with one request.</summary>
internal abstract record Fault
{
    /// <summary>Closes the connection with a reset, before or after doing what was asked.</summary>
    internal sealed record Reset(bool AfterDoing = false) : Fault;

    /// <summary>Answers with a status, an error code (none: an empty body) and perhaps Retry-After.</summary>
    internal sealed record Status(int Code, string? Error = null, string? RetryAfter = null) : Fault;

    /// <summary>Announces the whole answer and closes the connection after some bytes of it.</summary>
    internal sealed record CutBody(int AfterBytes) : Fault;

    /// <summary>Announces and sends less than there is, as if that were all.</summary>
    internal sealed record Shorten(int ByBytes) : Fault;

    /// <summary>Turns one bit of the answer over.</summary>
    internal sealed record FlipBit : Fault;

    /// <summary>Says nothing more after some bytes of the body; -1 for nothing at all.</summary>
    internal sealed record Hang(int AfterBytes = -1) : Fault;

    /// <summary>Answers as if no range had been asked for.</summary>
    internal sealed record IgnoreRange : Fault;

    /// <summary>Answers without saying how long the answer is.</summary>
    internal sealed record OmitLength : Fault;

    /// <summary>Answers with somebody's home page.</summary>
    internal sealed record HomePage : Fault;

    /// <summary>Does what was asked, on another object of the same name.</summary>
    internal sealed record OtherObject : Fault;
}
