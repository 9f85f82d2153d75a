namespace OrleansTicks.Web;

/// <summary>What is said of every route. A test holds it against what is mapped, in both directions.</summary>
internal static class RouteDocs
{
    private const string Streams = TicksApi.Root + "/streams", Number = "/{number:int:min(0)}";

    private static readonly (string, bool, string) Symbols = ("symbols", false, "Identities, venue symbols or aliases with , between them; left out = all. At most 500.");

    public static readonly IReadOnlyList<RouteDoc> All =
    [
        new("GET", Streams, "listStreams", "Every stream, in order of key and number.")
        {
            Answer = typeof(StreamList), Bad = [400], Query = [("state", false, "Only those in this state.")],
        },
        new("POST", Streams, "startStreams", "Makes a group desired and starts its streams; asking twice changes nothing.")
        {
            Answer = typeof(StartView), Body = typeof(StartBody), Good = [201, 202, 200], Bad = [400, 404, 409, 413, 415, 503],
        },
        new("POST", Streams + "/actions/stop-all", "stopAllStreams", "Stops every stream, remembered over restarts.") { Answer = typeof(ActionView), Bad = [503] },
        new("POST", Streams + "/actions/pause-all", "pauseAllStreams", "Pauses every stream that is to run.") { Answer = typeof(ActionView), Bad = [503] },
        new("POST", Streams + "/actions/resume-all", "resumeAllStreams", "Runs every stream that is paused.") { Answer = typeof(ActionView), Bad = [503] },
        .. OfOneKey("/{key}", "Group", "a group, or a stream by its short id"),
        .. OfOneKey("/{key}" + Number, "Stream", "one stream of a group"),
        new("GET", TicksApi.Root + "/quotes", "listQuotes", "Newest trade, best bid and ask, and the venue's figures of the day where they are read, out of memory.") { Answer = typeof(QuoteList), Bad = [400], Query = [Symbols] },
        new("GET", TicksApi.Root + "/stream/quotes", "streamQuotes", "A snapshot, then at most four times a second what changed (events snapshot and quotes), and once a second the board (event streams).")
        {
            Message = typeof(LiveQuoteList), OnlyLive = true, Bad = [400, 503], Query = [Symbols, ("board", true, "1 = the board as well."), ("local", true, "1 = only what this node's own books hold; nodes ask each other.")],
        },
        new("GET", TicksApi.Root + "/events", "listEvents", "Life changes: a list, or live to who accepts text/event-stream. Begins with the newest; Last-Event-ID goes before after.")
        {
            Answer = typeof(EventList), Message = typeof(EventView), Bad = [400, 503],
            Query = [("stream", false, "Key or short id of a stream or group."), ("after", true, "The last id already seen."), ("limit", true, "At most so many at once, 1 to 1000.")],
        },
        new("GET", TicksApi.Root + "/gaps", "listGaps", "What is not proven to be covered, oldest first; by default of the last 24 hours.")
        {
            Answer = typeof(GapList), Bad = [400, 503], Query = [("from", false, "Time."), ("to", false, "Time."), ("limit", true, "At most so many, 1 to 10000.")],
        },
        new("GET", TicksApi.Root + "/nodes", "listNodes", "The nodes of this store, the one that answers first.") { Answer = typeof(NodeList) },
        new("GET", TicksApi.Root + "/silos", "listSilos", "The same: silos are nodes.") { Answer = typeof(NodeList) },
        .. OfOneNode("/nodes", "Node"),
        .. OfOneNode("/silos", "Silo"),
        new("GET", TicksApi.Root + "/store", "reachesStore", "Whether this node reaches its store; nodes ask each other.") { Answer = typeof(StoreView) },
        new("POST", TicksApi.Root + "/drills/kill-owner", "killOwner", "Kills the node that owns a stream, when it is the one that is asked; 409 names the other one.")
        {
            Answer = typeof(DrillView), Body = typeof(KillOwnerBody), Bad = [400, 403, 404, 409, 413, 415],
        },
        new("POST", TicksApi.Root + "/drills/cut-store", "cutStore", "Keeps this node from its store for a while.")
        {
            Answer = typeof(DrillView), Body = typeof(CutStoreBody), Bad = [400, 403, 413, 415],
        },
        new("GET", TicksApi.Root + "/totals", "getTotals", "Counts of the process that answers and, under all, of the streams of all nodes.") { Answer = typeof(TotalsView) },
        new("GET", TicksApi.Root + "/health", "getHealth", "How the streams of all nodes are, in a line and in numbers.")
        {
            Answer = typeof(HealthView), Bad = [400, 503], Query = [("history", true, "1 = also what checks of the cluster found in the last day.")],
        },
        new("GET", "/dashboard", "showDashboard", "The page of the Orleans cluster, where the node is a silo; a browser gives the key as a password.") { Bad = [404] },
        new("GET", "/dashboard/{**rest}", "showDashboardPart", "Parts and figures of that page.") { Bad = [404] },
        new("GET", "/livez", "isAlive", "Whether somebody is there; the one route that asks for no key."),
        new("GET", "/readyz", "isReady", "Whether the node is ready for work; 503 says why not.") { Answer = typeof(ReadyView), Good = [200, 503] },
        new("GET", "/metrics", "getMetrics", "Prometheus text."),
    ];

    private static IEnumerable<RouteDoc> OfOneNode(string path, string noun)
    {
        foreach (var (verb, summary) in new[]
        {
            ("drain", "Has the nodes of a name give their streams away, one by one, and take nothing more."), ("cordon", "Has the nodes of a name take nothing more."),
            ("uncordon", "Has the nodes of a name take their share again."),
        })
        {
            yield return new("POST", $"{TicksApi.Root}{path}/{{node}}/{verb}", $"{verb}{noun}", summary) { Answer = typeof(DutyView), Bad = [400, 404, 503] };
        }
    }

    private static IEnumerable<RouteDoc> OfOneKey(string key, string noun, string what)
    {
        yield return new("GET", Streams + key, $"get{noun}", $"What {what} is doing.") { Answer = typeof(GroupView), Bad = [400, 404] };
        yield return new("GET", $"{Streams}{key}/status", $"get{noun}Status", $"The same: what {what} is doing.") { Answer = typeof(GroupView), Bad = [400, 404] };
        yield return new("GET", $"{Streams}{key}/description", $"describe{noun}", $"State, owner, the last 50 events and today's gaps of {what}.") { Answer = typeof(DescriptionView), Bad = [400, 404, 503] };
        yield return new("GET", $"{Streams}{key}/symbols", $"get{noun}Symbols", $"What {what} is to carry.") { Answer = typeof(CarriedView), Bad = [400, 404] };
        yield return new("POST", $"{Streams}{key}/symbols", $"edit{noun}Symbols", $"Has {what} carry symbols more or no longer; open connections are told the difference.")
        {
            Answer = typeof(EditView), Body = typeof(EditBody), Bad = [400, 404, 409, 413, 415, 503],
        };
        foreach (var (verb, summary) in new[]
        {
            ("stop", $"Stops {what}, remembered over restarts."), ("pause", $"Closes {what} until it is resumed."), ("resume", $"Runs {what} again after a pause."),
            ("restart", $"Ends {what} and begins it anew, on whichever node."), ("record", $"Has whoever reads {what} keep the raw frames in files."),
            ("unrecord", $"Ends the recording of {what}."),
        })
        {
            yield return new("POST", $"{Streams}{key}/{verb}", $"{verb}{noun}", summary) { Answer = typeof(ActionView), Bad = [400, 404, 409, 503] };
            yield return new("PUT", $"{Streams}{key}/{verb}", $"put{char.ToUpperInvariant(verb[0])}{verb[1..]}{noun}", summary) { Answer = typeof(ActionView), Bad = [400, 404, 409, 503] };
        }
    }
}
