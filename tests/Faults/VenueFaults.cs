using System.Text.Json;
using OrleansTicks.System.Tests;
using OrleansTicks.Web;

namespace OrleansTicks.Faults;

/// <summary>Faults of the venue's door.</summary>
internal static class VenueFaults
{
    /// <summary>Since the exchange's market began: later than two nodes need to start and share the streams.</summary>
    private const int BanAtSeconds = 45;

    /// <summary>Handshakes that were under way when the first was refused; the store tells all others.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(1);

    public static SceneOptions WithBan(SceneOptions options) => options with { ExchangeFaults = [$"at={BanAtSeconds}s,do=ban:{BanSeconds(options)}s"] };

    private static int BanSeconds(SceneOptions options) => options.Full ? 60 : 15;

    public static async Task BannedAsync(Scene scene, Findings findings)
    {
        findings.Must(!Ledger.HasEvent(scene.Exchange.LedgerPath, "fault"), "the ban began before the scene stood: the machine is too slow for this");
        var before = await scene.OwnersAsync();
        await Patience.UntilAsync("the ban began", () => Task.FromResult(Ledger.HasEvent(scene.Exchange.LedgerPath, "fault")), () => scene.Exchange.Process.Tail, TimeSpan.FromSeconds(BanAtSeconds + 30));
        // The streams of one node are refused; those of the other, cut off later, must know of it without a try of their own.
        scene.Feeds[0].Reset();
        await Patience.UntilAsync("one was refused", () => Task.FromResult(Tries(scene, "refused").Count > 0), () => scene.Exchange.Process.Tail);
        await Patience.PauseAsync(Told);
        scene.Feeds[1].Reset();
        var reasons = new HashSet<string>(StringComparer.Ordinal);
        await Patience.UntilAsync(
            "a stream says that its rate is limited",
            async () =>
            {
                foreach (var node in scene.Node)
                {
                    foreach (var stream in (await node!.TryStreamsAsync())?.Streams ?? []) reasons.Add($"{stream.Reason}");
                }

                return reasons.Any(reason => reason.Contains("rate", StringComparison.OrdinalIgnoreCase));
            },
            () => string.Join(' ', reasons));
        await Patience.PauseAsync(TimeSpan.FromSeconds(BanSeconds(scene.Options)) - TimeSpan.FromMilliseconds(Scene.Now - Began(scene)));
        var over = Scene.Now;
        await scene.AllRunAsync("after the ban", TimeSpan.FromSeconds(90));
        findings.Figure("back_after_ban_ms", Scene.Now - over);
        var tries = Tries(scene, "refused");
        var end = Began(scene) + (BanSeconds(scene.Options) * 1000);
        var soon = tries.Count(at => at <= tries[0] + Told.TotalMilliseconds);
        var within = tries.Concat(Tries(scene, "open")).Count(at => at > tries[0] + Told.TotalMilliseconds && at < end);
        var after = await scene.OwnersAsync();
        var moved = before.Count(owner => after[owner.Key].Epoch != owner.Value.Epoch);
        findings.Figure("ban_seconds", BanSeconds(scene.Options));
        findings.Figure("tries_until_told", soon);
        findings.Figure("tries_within_the_ban", within);
        findings.Figure("epoch_changes", moved);
        findings.Must(soon >= 1 && soon <= scene.Options.Streams, $"{soon} tries before all were told");
        findings.Must(within == 0, $"{within} tries while the exchange had asked for a pause");
        findings.Must(Scene.Now - over <= 60_000, "it took more than 60 s until all were back");
        findings.Must(moved == 0, $"{moved} streams changed hands");
    }

    public static async Task TlsAsync(Scene scene, Findings findings)
    {
        long accepted = 0;
        var clear = 0;
        foreach (var answer in Enum.GetValues<TlsAnswer>())
        {
            await using var trap = new TlsTrap(answer);
            await using var node = await Node.Start(
            [
                "--feed", "binance", "--url", $"wss://127.0.0.1:{trap.Port}", "--symbols", SceneOptions.SpareSymbol((int)answer), "--store", $"sqlite:{Path.Combine(scene.Folder, $"tls{answer}.db")}",
                "--data", Path.Combine(scene.Folder, $"tls{answer}"), "--node", "tls",
            ]).ReadyAsync();
            await node.StreamsAsync("it says why it has no connection", list => list.Streams is [{ Connected: false, Detail: not null }]);
            await Patience.UntilAsync("it tried three times", () => Task.FromResult(trap.Connections >= (scene.Options.Full ? 6 : 3)), () => $"{trap.Connections} times\n{node.Process.Tail}", TimeSpan.FromSeconds(120));
            var seen = (await node.StreamsAsync()).Streams[0];
            accepted += seen.Accepted + seen.Received + seen.Messages;
            // A hello of TLS begins with 0x16; whoever went on in the clear would ask with GET.
            clear += trap.Received.Count(bytes => bytes.AsSpan().IndexOf("GET "u8) >= 0 || bytes.AsSpan().IndexOf("HTTP/1.1"u8) >= 0);
            var hello = trap.Firsts.All(bytes => bytes is [0x16, 0x03, ..]);
            findings.Figure($"{answer}_tries", trap.Connections);
            findings.Figure($"{answer}_said", $"{seen.State}: {seen.Detail}");
            findings.Must(hello, $"{answer}: a connection did not begin with TLS");
            findings.Must(trap.InsideTls == 0, $"{answer}: {trap.InsideTls} bytes were entrusted to the connection");
            findings.Must(seen.State != "running" && seen.Detail is not null && seen.Detail.Contains("TLS", StringComparison.Ordinal), $"{answer}: it said {seen.State}: {seen.Detail}");
            findings.Must(await node.StopAsync() == 0, $"{answer}: it did not end in order");
        }

        findings.Figure("frames_accepted", accepted);
        findings.Figure("asked_in_the_clear", clear);
        findings.Must(accepted == 0, $"{accepted} frames were accepted");
        findings.Must(clear == 0, $"{clear} times something was asked in the clear");
    }

    private static double Began(Scene scene) => Tries(scene, "fault")[0];

    /// <summary>When events of that name happened, Unix milliseconds.</summary>
    private static List<double> Tries(Scene scene, string name)
    {
        var found = new List<double>();
        using var file = new FileStream(scene.Exchange.LedgerPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith($"{{\"event\":\"{name}\"", StringComparison.Ordinal) || !line.EndsWith('}')) continue;
            using var document = JsonDocument.Parse(line);
            found.Add(document.RootElement.GetProperty("at_ns").GetInt64() / 1e6);
        }

        return found;
    }
}
