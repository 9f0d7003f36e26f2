using System.Reflection;
using BackupOperator.Contract;

namespace BackupOperator.Agent.Tests;

/// <summary>An agent starts in each pod of each run: what it refers to is what each of them carries.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void Agent_AllThatItRefersTo_IsNothingOfKubernetes()
    {
        var names = Closure(typeof(AgentRun).Assembly);

        Assert.Contains("BackupOperator.Contract", names);
        Assert.DoesNotContain("BackupOperator.Api", names);
        Assert.DoesNotContain("YamlDotNet", names);
        // Attributes of schemas, without a type of Kubernetes, are all that bears the name.
        Assert.Equal(["Kubernetes.CustomResources"], names.Where(name => name.StartsWith("Kubernetes", StringComparison.Ordinal)));
    }

    [Fact]
    public void Contract_AllThatItRefersTo_IsAttributesAndTheFramework()
    {
        var names = typeof(AgentTask).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal));

        Assert.Equal(["Kubernetes.CustomResources"], names);
    }

    private static SortedSet<string> Closure(Assembly root)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Queue<Assembly>([root]);
        while (open.TryDequeue(out var assembly))
        {
            if (names.Add(assembly.GetName().Name!))
            {
                foreach (var reference in assembly.GetReferencedAssemblies())
                {
                    open.Enqueue(Assembly.Load(reference));
                }
            }
        }

        return names;
    }
}
