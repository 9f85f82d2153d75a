using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Testing;
using OrleansTicks.Web;
using OrleansTicks.Web.Tests;

namespace OrleansTicks.Client.Tests;

/// <summary>The command line in this process, with its output in hand; and a node's API for it to talk to.</summary>
internal sealed class Cli : IAsyncDisposable
{
    private readonly TicksServer? _server;

    private Cli(TicksServer? server) => _server = server;

    public FakeControl Control { get; private init; } = new();

    public FakeReader Reader { get; private init; } = new();

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>What is handed to the command.</summary>
    public string In { get; set; } = "";

    public string Out { get; private set; } = "";

    public string Error { get; private set; } = "";

    public Uri Address => _server!.Address;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public JsonElement Json => JsonDocument.Parse(Assert.Single(Out.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;

    /// <summary>Nobody listens.</summary>
    public static Cli Alone() => new(null);

    public static async Task<Cli> WithNodeAsync(string? key = null, Func<ApiSource, ApiSource>? shape = null, bool realTime = false)
    {
        var (control, reader) = (new FakeControl(), new FakeReader());
        var source = new ApiSource { Streams = control, OpenReader = _ => Task.FromResult<Core.ITickReader>(reader), NodeName = "alpha" };
        var options = new WebOptions { Listen = "http://127.0.0.1:0", Key = key is null ? null : ApiKey.Parse(key), RequestsPerSecond = 10_000 };
        var cli = new Cli(await TicksServer.StartAsync(
            options, shape?.Invoke(source) ?? source, realTime ? TimeProvider.System : new FakeTime(Some.Now), NullLoggerFactory.Instance, Cancellation)) { Control = control, Reader = reader };
        cli.Variables["TICKS_API"] = cli.Address.ToString();
        return cli;
    }

    public Task<int> RunAsync(params string[] args) => RunAsync(Cancellation, args);

    public async Task<int> RunAsync(CancellationToken interrupted, params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        try
        {
            return await CommandLine.RunAsync(args, new Surroundings
            {
                Out = output, In = new StringReader(In), Error = TextWriter.Synchronized(error), Variable = Variables.GetValueOrDefault, Interrupted = interrupted, Time = UtcTime.Instance,
            });
        }
        finally
        {
            (Out, Error) = (output.ToString(), error.ToString());
        }
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The system's clock, shown in UTC wherever the test runs.</summary>
    private sealed class UtcTime : TimeProvider
    {
        public static readonly UtcTime Instance = new();

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }
}
