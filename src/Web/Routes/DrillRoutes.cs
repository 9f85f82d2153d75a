using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary><c>/drills</c>: breaks the node that is asked, where its operator allowed that.</summary>
internal sealed class DrillRoutes(ApiSource source)
{
    private const double LongestCut = 3600;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(TicksApi.Root + "/drills/kill-owner", KillOwnerAsync);
        routes.MapPost(TicksApi.Root + "/drills/cut-store", CutStoreAsync);
    }

    private IDrills Allowed => source.Drills
        ?? throw new RefusedException(StatusCodes.Status403Forbidden, "drills_off", "drills are off; start the node with --allow-drills") { Node = source.NodeName };

    private async Task KillOwnerAsync(HttpContext context)
    {
        var drills = Allowed;
        var body = await RouteBodies.ReadAsync(context, BodyJson.Default.KillOwnerBody, "key");
        if (body.Key is not { } key || !StreamNames.IsWellFormed(key)) throw RouteTexts.Bad("key must be the key of a stream or group, or its short id");
        var found = source.Streams.List().Where(status => StreamNames.Matches(status, key)).ToList();
        if (found.Count == 0) throw new RefusedException(StatusCodes.Status404NotFound, "not_found", $"no group and no stream has that key or short id; GET {TicksApi.Root}/streams lists them");

        var nodes = source.Streams.Nodes();
        var self = nodes.FirstOrDefault(node => node.IsThis)?.Card.Id;
        if (self is null || found.All(status => status.Owner != self)) throw NotOurs(found, nodes);

        // Once the answer is out: who asked must not take its loss for a failure.
        context.Response.OnCompleted(() =>
        {
            drills.Kill();
            return Task.CompletedTask;
        });
        await AnswerAsync(context, $"node {source.NodeName} dies now, as in a power cut; what it owns is taken over once its leases have expired");
    }

    private async Task CutStoreAsync(HttpContext context)
    {
        var drills = Allowed;
        var body = await RouteBodies.ReadAsync(context, BodyJson.Default.CutStoreBody, "seconds");
        if (body.Seconds is not (>= 1 and <= LongestCut)) throw RouteTexts.Bad($"seconds must be a number from 1 to {LongestCut}");
        drills.CutStore(TimeSpan.FromSeconds(body.Seconds.Value));
        await AnswerAsync(context, $"for node {source.NodeName} the store is away for {body.Seconds:0.###} s; what it receives meanwhile waits in its spool");
    }

    private Task AnswerAsync(HttpContext context, string said)
    {
        var self = source.Streams.Nodes().FirstOrDefault(node => node.IsThis)?.Card.Id;
        var owned = source.Streams.List().Where(status => self is not null && status.Owner == self).Select(status => status.Key.ToString());
        return context.Response.WriteAsJsonAsync(new DrillView(said, source.NodeName, [.. owned]), ApiJson.Default.DrillView, cancellationToken: context.RequestAborted);
    }

    /// <summary>Names the node to ask instead.</summary>
    private static RefusedException NotOurs(List<StreamStatus> found, IReadOnlyList<NodeStatus> nodes)
    {
        if (found.FirstOrDefault(status => status.Owner is not null) is not { } owned)
            return new RefusedException(StatusCodes.Status409Conflict, "no_owner", "nobody owns it now, so there is nobody to kill");
        var url = nodes.FirstOrDefault(node => node.Card.Id == owned.Owner)?.Card.Url;
        return new RefusedException(
            StatusCodes.Status409Conflict, "other_owner", $"node {owned.Node} owns {owned.Key}; ask it{(url is null ? ", which has no address" : $" at {url}")}")
        {
            Node = owned.Node, Url = url,
        };
    }
}
