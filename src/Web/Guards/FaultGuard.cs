using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>Turns whatever went wrong into problem+json, without stacks and without repeating what was sent.</summary>
internal sealed partial class FaultGuard(ILogger<FaultGuard> logger)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;   // nobody is there to be told
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, exception);
            return;
        }

        // Routing leaves these two bare.
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound, ContentType: null })
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "no_such_path", $"there is nothing here; see {TicksApi.Root}/streams");
        else if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status405MethodNotAllowed, ContentType: null })
            await Problem.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "method_not_allowed", $"this path takes {context.Response.Headers.Allow}");
    }

    private Task AnswerAsync(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case RefusedException refused:
                return Problem.WriteAsync(context, refused.Status, refused.Code, refused.Message, refused.Node, refused.Url);
            case StartRefusedException start:
                return Problem.WriteAsync(context, StatusOf(start.Refusal), start.Refusal.Word().Replace('-', '_'), start.Message);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Problem.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "too_large", "the body is too large");
            case BadHttpRequestException bad:
                return Problem.WriteAsync(context, bad.StatusCode, "bad_request", "the request cannot be read");
            case StoreException or StoreRefusedException:
                LogStore(exception.Message);
                return Problem.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "store_away", "the store does not answer; try again when /readyz says ready");
            default:
                LogFault(exception, context.Request.Path);
                return Problem.WriteAsync(context, StatusCodes.Status500InternalServerError, "internal", "something failed here; the node's log says what");
        }
    }

    private static int StatusOf(StartRefusal refusal) => refusal switch
    {
        StartRefusal.NotFound => StatusCodes.Status404NotFound,
        StartRefusal.Conflict or StartRefusal.Auth => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status400BadRequest,
    };

    [LoggerMessage(LogLevel.Warning, "The store did not answer a request: {Message}")]
    private partial void LogStore(string message);

    [LoggerMessage(LogLevel.Error, "A request for {Path} failed")]
    private partial void LogFault(Exception exception, string path);
}
