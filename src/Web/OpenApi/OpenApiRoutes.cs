using System.Net.Mime;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace OrleansTicks.Web;

/// <summary><c>/openapi.json</c>: the routes as they are mapped, with what <see cref="RouteDocs"/> says of them. Made when asked for.</summary>
internal static class OpenApiRoutes
{
    public const string Path = "/openapi.json";

    public static IServiceCollection AddTicksDocument(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        return services.AddOpenApi(options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddOperationTransformer(DescribeAsync);
            options.AddDocumentTransformer((document, _, _) => Introduce(document));
        });
    }

    /// <summary>A place for routes that the document tells of.</summary>
    public static IEndpointRouteBuilder Documented(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("");
        ((IEndpointConventionBuilder)group).Add(Attach);
        return group;
    }

    public static void MapDocument(this IEndpointRouteBuilder routes) => routes.MapOpenApi(Path);

    private static void Attach(EndpointBuilder endpoint)
    {
        if (endpoint is not RouteEndpointBuilder { RequestDelegate: { } handler } route) return;
        var methods = route.Metadata.OfType<IHttpMethodMetadata>().SelectMany(metadata => metadata.HttpMethods).ToList();
        if (RouteDocs.All.FirstOrDefault(doc => doc.Path == route.RoutePattern.RawText && methods.Contains(doc.Method)) is not { } doc) return;
        route.Metadata.Add(doc);
        route.Metadata.Add(handler.Method);                            // without it the explorer passes a route by
        foreach (var status in doc.Good)
        {
            if (!doc.OnlyLive) route.Metadata.Add(new ProducesResponseTypeMetadata(status, doc.Answer ?? typeof(string), [doc.Answer is null ? MediaTypeNames.Text.Plain : MediaTypeNames.Application.Json]));
            else route.Metadata.Add(new ProducesResponseTypeMetadata(status, doc.Message, [LiveResponse.MediaType]));
        }

        foreach (var status in doc.Bad) route.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(Problem), [Problem.MediaType]));
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RouteDoc>().FirstOrDefault() is not { } doc) return;
        (operation.OperationId, operation.Summary, operation.Tags) = (doc.Id, doc.Summary, null);
        operation.Parameters =
        [
            .. doc.Path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}').Split(':')[0])
                .Select(name => Parameter(name, ParameterLocation.Path, name == "number", name == "number" ? "Number of the stream in its group, from 0." : "Key or short id, URL-encoded.")),
            .. doc.Query.Select(query => Parameter(query.Name, ParameterLocation.Query, query.IsNumber, query.Meaning)),
        ];
        if (doc.Body is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [MediaTypeNames.Application.Json] = new() { Schema = await context.GetOrCreateSchemaAsync(body, null, cancellationToken) },
                },
            };
        }

        if (doc is { OnlyLive: false, Message: { } message } && operation.Responses?["200"]?.Content is { } content)
            content[LiveResponse.MediaType] = new OpenApiMediaType { Schema = await context.GetOrCreateSchemaAsync(message, null, cancellationToken) };
    }

    private static OpenApiParameter Parameter(string name, ParameterLocation place, bool isNumber, string meaning) => new()
    {
        Name = name, In = place, Required = place is ParameterLocation.Path, Description = meaning,
        Schema = new OpenApiSchema { Type = isNumber ? JsonSchemaType.Integer : JsonSchemaType.String },
    };

    private static Task Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "OrleansTicks", Version = "v1",
            Description = "Live market data, recorded. Prices and sizes are exact decimal text; times are UTC. Errors are application/problem+json. Where the node has a key, every request shows it.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
            ["header"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = KeyGuard.Header },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement(),                          // a node on loopback may have no key
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("header", document)] = [] },
        ];
        return Task.CompletedTask;
    }
}
