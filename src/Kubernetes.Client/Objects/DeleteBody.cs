using System.Text.Json.Nodes;

namespace Kubernetes.Client.Objects;

/// <summary>Writes the options of a deletion as the API wants them.</summary>
internal static class DeleteBody
{
    public static JsonObject From(DeleteOptions options)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["propagationPolicy"] = options.PropagationPolicy,
        };
        if (options.GracePeriodSeconds is { } seconds)
        {
            body["gracePeriodSeconds"] = seconds;
        }

        var preconditions = new JsonObject();
        if (options.Uid is not null)
        {
            preconditions["uid"] = options.Uid;
        }

        if (options.ResourceVersion is not null)
        {
            preconditions["resourceVersion"] = options.ResourceVersion;
        }

        if (preconditions.Count > 0)
        {
            body["preconditions"] = preconditions;
        }

        return body;
    }
}
