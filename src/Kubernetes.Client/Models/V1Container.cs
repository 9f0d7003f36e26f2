namespace Kubernetes.Client.Models;

/// <summary>A program that runs in a pod.</summary>
public sealed class V1Container
{
    /// <summary>Unique in the pod.</summary>
    public string Name { get; set; } = "";

    /// <summary>The image.</summary>
    public string? Image { get; set; }

    /// <summary><c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>.</summary>
    public string? ImagePullPolicy { get; set; }

    /// <summary>Replaces the image's entry point.</summary>
    public IList<string>? Command { get; set; }

    /// <summary>Arguments of the entry point.</summary>
    public IList<string>? Args { get; set; }

    /// <summary>Variables, one by one.</summary>
    public IList<V1EnvVar>? Env { get; set; }

    /// <summary>Variables, from all keys of an object.</summary>
    public IList<V1EnvFromSource>? EnvFrom { get; set; }

    /// <summary>What the container needs, and how much it may take.</summary>
    public V1ResourceRequirements? Resources { get; set; }

    /// <summary>As whom it runs, and what it may do.</summary>
    public V1SecurityContext? SecurityContext { get; set; }

    /// <summary>The file from which the kubelet reads the last words.</summary>
    public string? TerminationMessagePath { get; set; }

    /// <summary><c>File</c>, or <c>FallbackToLogsOnError</c>.</summary>
    public string? TerminationMessagePolicy { get; set; }

    /// <summary>Where volumes appear.</summary>
    public IList<V1VolumeMount>? VolumeMounts { get; set; }

    /// <summary>The working directory; null for the image's.</summary>
    public string? WorkingDir { get; set; }
}

/// <summary>A variable of the environment.</summary>
public sealed class V1EnvVar
{
    /// <summary>The variable.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its value.</summary>
    public string? Value { get; set; }

    /// <summary>Where its value comes from instead.</summary>
    public V1EnvVarSource? ValueFrom { get; set; }
}

/// <summary>Where a variable's value comes from; one is set.</summary>
public sealed class V1EnvVarSource
{
    /// <summary>A key of a ConfigMap.</summary>
    public V1KeySelector? ConfigMapKeyRef { get; set; }

    /// <summary>A field of the pod.</summary>
    public V1ObjectFieldSelector? FieldRef { get; set; }

    /// <summary>A request or limit of a container.</summary>
    public V1ResourceFieldSelector? ResourceFieldRef { get; set; }

    /// <summary>A key of a Secret.</summary>
    public V1KeySelector? SecretKeyRef { get; set; }
}

/// <summary>Names a key of a ConfigMap or Secret in the same namespace.</summary>
public sealed class V1KeySelector
{
    /// <summary>The object.</summary>
    public string? Name { get; set; }

    /// <summary>The key.</summary>
    public string Key { get; set; } = "";

    /// <summary>Whether the pod starts without it.</summary>
    public bool? Optional { get; set; }
}

/// <summary>Names a field of the pod.</summary>
public sealed class V1ObjectFieldSelector
{
    /// <summary>The field, such as <c>metadata.annotations['key']</c>.</summary>
    public string FieldPath { get; set; } = "";
}

/// <summary>Names a request or limit of a container.</summary>
public sealed class V1ResourceFieldSelector
{
    /// <summary>The container.</summary>
    public string? ContainerName { get; set; }

    /// <summary>The resource, such as <c>limits.memory</c>.</summary>
    public string Resource { get; set; } = "";

    /// <summary>The unit in which the value is written.</summary>
    public ResourceQuantity? Divisor { get; set; }
}

/// <summary>Variables from all keys of an object; one is set.</summary>
public sealed class V1EnvFromSource
{
    /// <summary>Goes before every variable's name.</summary>
    public string? Prefix { get; set; }

    /// <summary>The ConfigMap.</summary>
    public V1EnvSource? ConfigMapRef { get; set; }

    /// <summary>The Secret.</summary>
    public V1EnvSource? SecretRef { get; set; }
}

/// <summary>Names a ConfigMap or Secret whose keys become variables.</summary>
public sealed class V1EnvSource
{
    /// <summary>The object.</summary>
    public string? Name { get; set; }

    /// <summary>Whether the pod starts without it.</summary>
    public bool? Optional { get; set; }
}

/// <summary>What a container needs, and how much it may take.</summary>
public sealed class V1ResourceRequirements
{
    /// <summary>The most it may take, by resource.</summary>
    public IDictionary<string, ResourceQuantity>? Limits { get; set; }

    /// <summary>What is kept free for it, by resource.</summary>
    public IDictionary<string, ResourceQuantity>? Requests { get; set; }
}

/// <summary>As whom a container runs, and what it may do.</summary>
public sealed class V1SecurityContext
{
    /// <summary>Whether a process may gain more rights than its parent.</summary>
    public bool? AllowPrivilegeEscalation { get; set; }

    /// <summary>Rights of root, one by one.</summary>
    public V1Capabilities? Capabilities { get; set; }

    /// <summary>Whether it has all rights on the node.</summary>
    public bool? Privileged { get; set; }

    /// <summary>Whether the image cannot be written to.</summary>
    public bool? ReadOnlyRootFilesystem { get; set; }

    /// <summary>The first group.</summary>
    public long? RunAsGroup { get; set; }

    /// <summary>Whether the kubelet refuses to run the image as root.</summary>
    public bool? RunAsNonRoot { get; set; }

    /// <summary>The user.</summary>
    public long? RunAsUser { get; set; }

    /// <summary>Which system calls are allowed.</summary>
    public V1SeccompProfile? SeccompProfile { get; set; }
}

/// <summary>Rights of root, one by one.</summary>
public sealed class V1Capabilities
{
    /// <summary>Given.</summary>
    public IList<string>? Add { get; set; }

    /// <summary>Taken; <c>ALL</c> for all.</summary>
    public IList<string>? Drop { get; set; }
}

/// <summary>Where a volume appears in a container.</summary>
public sealed class V1VolumeMount
{
    /// <summary>The volume.</summary>
    public string Name { get; set; } = "";

    /// <summary>The directory.</summary>
    public string MountPath { get; set; } = "";

    /// <summary>Whether it cannot be written to.</summary>
    public bool? ReadOnly { get; set; }

    /// <summary>The part of the volume that appears; null for all.</summary>
    public string? SubPath { get; set; }
}
