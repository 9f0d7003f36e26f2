using System.Reflection;
using BackupOperator.Manager.Metrics;
using Kubernetes.ControllerRuntime.Health;
using Microsoft.Extensions.Logging.Console;
using Prometheus;

namespace BackupOperator.Manager.Hosting;

/// <summary>Puts the process together: configuration, logs, controllers, and the pages for probes and Prometheus.</summary>
internal static class ManagerHost
{
    // Less than the pod's grace period (30 s), more than passes in hand are given (20 s).
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(25);

    /// <summary>The version of this program.</summary>
    public static string Version { get; } =
        typeof(ManagerHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Builds the process.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="configure">Adds the client, and in tests a clock.</param>
    public static WebApplication Build(ManagerOptions options, Action<IServiceCollection> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        AddLogs(builder.Logging, options.LogLevel);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenAnyIP(options.MetricsPort);
            kestrel.ListenAnyIP(options.HealthPort);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        // What the metrics package tells of itself goes to its static registry, which is none of this page.
        Prometheus.Metrics.SuppressDefaultMetrics();
        builder.Services.AddSingleton(_ => new CollectorRegistry());
        configure(builder.Services);
        builder.Services.AddManager(options);

        var app = builder.Build();
        // From the start: exceptions are counted as they are thrown.
        app.Services.GetRequiredService<ProcessMetrics>();
        MapPages(app, options);
        return app;
    }

    /// <summary>Logs to standard error, a line of JSON for each entry: standard output is left to what was asked for.</summary>
    public static void AddLogs(ILoggingBuilder logging, LogLevel level)
    {
        logging.SetMinimumLevel(level);
        // Kestrel and the host tell of every request and start below this.
        logging.AddFilter("Microsoft", level > LogLevel.Warning ? level : LogLevel.Warning);
        logging.AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void MapPages(WebApplication app, ManagerOptions options)
    {
        // By the port of the connection: the Host header is the client's to choose.
        app.MapWhen(
            context => context.Connection.LocalPort == options.MetricsPort && context.Request.Path == "/metrics",
            app.Services.GetRequiredService<MetricsPage>().Serve);
        app.MapWhen(context => context.Connection.LocalPort == options.HealthPort, health => health.Run(ServeHealthAsync));
    }

    private static Task ServeHealthAsync(HttpContext context)
    {
        var health = context.RequestServices.GetRequiredService<OperatorHealth>();
        var report = context.Request.Path.Value switch
        {
            "/healthz" => health.Liveness(),
            "/readyz" => health.Readiness(),
            _ => null,
        };
        context.Response.StatusCode = report switch
        {
            null => StatusCodes.Status404NotFound,
            { IsHealthy: true } => StatusCodes.Status200OK,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        return context.Response.WriteAsync(report?.Message ?? "not found", context.RequestAborted);
    }
}
