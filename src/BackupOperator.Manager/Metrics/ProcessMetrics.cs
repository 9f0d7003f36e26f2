using System.Runtime;
using System.Runtime.ExceptionServices;
using Prometheus;

namespace BackupOperator.Manager.Metrics;

/// <summary>What .NET tells of the process: memory, collections, compiling, exceptions. Read at each scrape.</summary>
/// <remarks>The names are those of the meter <c>System.Runtime</c> as Prometheus spells them.</remarks>
internal sealed class ProcessMetrics : IDisposable
{
    private static readonly string[] Heaps = ["gen0", "gen1", "gen2", "loh", "poh"];

    private static readonly (string Name, string Help, Func<double> Read)[] Totals =
    [
        ("gc_heap_total_allocated_bytes_total", "Bytes allocated on the managed heap.", () => GC.GetTotalAllocatedBytes()),
        ("gc_pause_time_seconds_total", "Time paused by garbage collections.", () => GC.GetTotalPauseDuration().TotalSeconds),
        ("jit_compiled_il_size_bytes_total", "Bytes of intermediate language compiled.", () => JitInfo.GetCompiledILBytes()),
        ("jit_compiled_methods_total", "Methods compiled, each time that they were.", () => JitInfo.GetCompiledMethodCount()),
        ("jit_compilation_time_seconds_total", "Time spent compiling.", () => JitInfo.GetCompilationTime().TotalSeconds),
        ("monitor_lock_contentions_total", "Times that a lock was waited for.", () => Monitor.LockContentionCount),
    ];

    private static readonly (string Name, string Help, Func<double> Read)[] Levels =
    [
        ("process_memory_working_set_bytes", "Bytes of physical memory of the process.", () => Environment.WorkingSet),
        (
            "gc_last_collection_memory_committed_size_bytes",
            "Bytes committed by the collector, as of the last collection.",
            () => GC.GetGCMemoryInfo().TotalCommittedBytes),
        ("thread_pool_queue_length", "Work items that wait for a thread.", () => ThreadPool.PendingWorkItemCount),
    ];

    private readonly Counter exceptions;

    /// <summary>Adds the instruments to a registry and counts exceptions from now on.</summary>
    public ProcessMetrics(CollectorRegistry registry)
    {
        var factory = Prometheus.Metrics.WithCustomRegistry(registry);
        factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        foreach (var (name, help, read) in Totals)
        {
            var counter = factory.CreateCounter($"dotnet_{name}", help);
            registry.AddBeforeCollectCallback(() => counter.IncTo(read()));
        }

        foreach (var (name, help, read) in Levels)
        {
            var gauge = factory.CreateGauge($"dotnet_{name}", help);
            registry.AddBeforeCollectCallback(() => gauge.Set(read()));
        }

        registry.AddBeforeCollectCallback(CollectionsOf(factory));
        registry.AddBeforeCollectCallback(HeapsOf(factory));
        registry.AddBeforeCollectCallback(ProcessorOf(factory));
        exceptions = factory.CreateCounter(
            "dotnet_exceptions_total", "Exceptions thrown in managed code, by type.", ["error_type"]);
        AppDomain.CurrentDomain.FirstChanceException += CountException;
    }

    /// <inheritdoc />
    public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= CountException;

    // .NET counts a collection of a generation as one of each younger as well.
    private static Action CollectionsOf(MetricFactory factory)
    {
        var counter = factory.CreateCounter(
            "dotnet_gc_collections_total", "Garbage collections, by generation.", ["gc_heap_generation"]);
        return () =>
        {
            var older = 0;
            for (var generation = GC.MaxGeneration; generation >= 0; generation--)
            {
                var count = GC.CollectionCount(generation);
                counter.WithLabels(Heaps[generation]).IncTo(count - older);
                older = count;
            }
        };
    }

    private static Action HeapsOf(MetricFactory factory)
    {
        var size = factory.CreateGauge(
            "dotnet_gc_last_collection_heap_size_bytes", "Bytes of the heap, as of the last collection.", ["gc_heap_generation"]);
        var unused = factory.CreateGauge(
            "dotnet_gc_last_collection_heap_fragmentation_size_bytes",
            "Bytes of the heap between objects, as of the last collection.",
            ["gc_heap_generation"]);
        return () =>
        {
            var generations = GC.GetGCMemoryInfo().GenerationInfo;
            for (var index = 0; index < Heaps.Length; index++)
            {
                size.WithLabels(Heaps[index]).Set(generations[index].SizeAfterBytes);
                unused.WithLabels(Heaps[index]).Set(generations[index].FragmentationAfterBytes);
            }
        };
    }

    private static Action ProcessorOf(MetricFactory factory)
    {
        var counter = factory.CreateCounter(
            "dotnet_process_cpu_time_seconds_total", "Processor time of the process, by mode.", ["cpu_mode"]);
        return () =>
        {
            var usage = Environment.CpuUsage;
            counter.WithLabels("user").IncTo(usage.UserTime.TotalSeconds);
            counter.WithLabels("system").IncTo(usage.PrivilegedTime.TotalSeconds);
        };
    }

    private void CountException(object? sender, FirstChanceExceptionEventArgs thrown) =>
        exceptions.WithLabels(thrown.Exception.GetType().Name).Inc();
}
