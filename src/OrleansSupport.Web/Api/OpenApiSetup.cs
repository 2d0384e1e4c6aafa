using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using OrleansSupport.Contracts;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Api;

/// <summary>The API's description for programs, at <c>/openapi/v1.json</c> and checked in beside this room.</summary>
internal static class OpenApiSetup
{
    public const string Document = "v1";

    private const string ApiKey = "apiKey";
    private const string Session = "session";
    private const string Visitor = "visitor";

    public static void AddSupportOpenApi(this IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "OrleansSupport",
                Version = "1",
                Description = "Conversations with buyers in many languages. Problems are RFC 9457 with a stable `type` and `code`; "
                    + "calls that change something take an `Idempotency-Key`; lists give `next_cursor` for `starting_after`.",
            };

            // Where this node happens to listen is not part of the contract.
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [ApiKey] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API client's key, osk_…" },
                [Session] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey,
                    In = ParameterLocation.Cookie,
                    Name = SessionCookie.Name,
                    Description = "A signed-in agent. What changes something needs the header " + XsrfMiddleware.Header + " too.",
                },
                [Visitor] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A buyer's browser, by the token of its session." },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(Secure);
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (PrefixOf(context.JsonTypeInfo.Type) is { } prefix)
            {
                schema.Type = JsonSchemaType.String;
                schema.Pattern = $"^{prefix}[0-9a-f]{{32}}$";
                schema.Examples = [JsonValue.Create(prefix + "0193a1b2c3d47e5f8a9b0c1d2e3f4a5b")];
            }

            return Task.CompletedTask;
        });
    });

    private static Task Secure(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<Idempotent>().Any())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = Idempotency.Header,
                In = ParameterLocation.Header,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                Description = "A repeat with the same key and body gets the stored answer for 24 hours.",
            });
        }

        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            var policies = metadata.OfType<IAuthorizeData>().Select(data => data.Policy).ToArray();
            string[] schemes = policies.Contains(Policies.Visitor) ? [Visitor]
                : policies.Contains(Policies.Admin) ? [Session]
                : policies.Contains(Policies.Client) ? [ApiKey]
                : [ApiKey, Session];
            operation.Security =
            [
                .. schemes.Select(scheme => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] }),
            ];
        }

        return Task.CompletedTask;
    }

    private static string? PrefixOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(ConversationId) ? ConversationId.Prefix
            : type == typeof(CustomerId) ? CustomerId.Prefix
            : type == typeof(AgentId) ? AgentId.Prefix
            : type == typeof(MessageId) ? MessageId.Prefix
            : null;
    }
}
