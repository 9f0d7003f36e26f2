namespace BackupOperator.Benchmarks.Reporting;

/// <summary>What was run several times.</summary>
/// <param name="Store"><c>local</c> or <c>s3</c>; <c>none</c> where nothing is stored.</param>
/// <param name="Work"><c>tree</c> or <c>dump</c>.</param>
/// <param name="Contender">The product, a peer or a limit.</param>
/// <param name="Step">Such as <c>first</c>.</param>
internal sealed record SeriesKey(string Store, string Work, string Contender, string Step);
