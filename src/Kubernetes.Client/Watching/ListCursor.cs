namespace Kubernetes.Client.Watching;

/// <summary>Where the list under a watch stands.</summary>
/// <remarks>A watch needs a list of one version: a list that expires in the middle begins again, the second time
/// in one piece, which cannot expire.</remarks>
internal sealed class ListCursor(int pageSize)
{
    private int expired;

    public string? Next { get; private set; }

    public bool IsAtStart => Next is null;

    /// <summary>Objects a page; 0 for all in one.</summary>
    public int Limit => expired < 2 ? pageSize : 0;

    public void MoveTo(string? next)
    {
        Next = string.IsNullOrEmpty(next) ? null : next;
        if (Next is null)
        {
            expired = 0;
        }
    }

    public void Expire()
    {
        expired++;
        Next = null;
    }

    public void Restart() => Next = null;
}
