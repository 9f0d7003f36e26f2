namespace Kubernetes.Client.Models;

/// <summary>What the server says when it has no object to answer with.</summary>
public sealed class V1Status
{
    /// <summary>The HTTP status.</summary>
    public int? Code { get; set; }

    /// <summary><c>Success</c> or <c>Failure</c>.</summary>
    public string? Status { get; set; }

    /// <summary>Why, in one CamelCase word, such as <c>AlreadyExists</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>Why, in words for people.</summary>
    public string? Message { get; set; }

    /// <summary>Where an expired list goes on.</summary>
    public V1ListMeta? Metadata { get; set; }

    /// <summary>More about the failure.</summary>
    public V1StatusDetails? Details { get; set; }
}

/// <summary>More about a failure.</summary>
public sealed class V1StatusDetails
{
    /// <summary>The object's name.</summary>
    public string? Name { get; set; }

    /// <summary>The object's kind or resource.</summary>
    public string? Kind { get; set; }

    /// <summary>Seconds after which the request may be tried again.</summary>
    public int? RetryAfterSeconds { get; set; }

    /// <summary>What is wrong, field by field.</summary>
    public IList<V1StatusCause>? Causes { get; set; }
}

/// <summary>One thing that is wrong.</summary>
public sealed class V1StatusCause
{
    /// <summary>The field.</summary>
    public string? Field { get; set; }

    /// <summary>Why, in one CamelCase word.</summary>
    public string? Reason { get; set; }

    /// <summary>Why, in words for people.</summary>
    public string? Message { get; set; }
}

/// <summary>What a list says about itself.</summary>
public sealed class V1ListMeta
{
    /// <summary>Where the next page begins; null or empty after the last.</summary>
    public string? Continue { get; set; }

    /// <summary>The version of the whole list.</summary>
    public string? ResourceVersion { get; set; }
}
