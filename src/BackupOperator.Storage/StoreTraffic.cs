namespace BackupOperator.Storage;

/// <summary>What went over the wire to a store.</summary>
/// <param name="Requests">Calls made, each attempt counted; a listing counts once.</param>
/// <param name="BytesSent">Content of objects stored, in bytes, without headers.</param>
/// <param name="BytesReceived">Content of objects read, in bytes, without headers.</param>
/// <param name="Failures">Attempts that failed, by kind; kinds that did not occur are absent.</param>
public sealed record StoreTraffic(
    long Requests, long BytesSent, long BytesReceived, IReadOnlyDictionary<StoreFailure, long> Failures);
