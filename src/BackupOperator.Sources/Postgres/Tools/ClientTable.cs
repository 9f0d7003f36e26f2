using System.Globalization;

namespace BackupOperator.Sources.Postgres.Tools;

/// <summary>The majors of the client that are at hand, and which of them a job takes.</summary>
/// <remarks>
/// A client understands servers of its own major and older ones, and archives of its own major and older ones. Always
/// the oldest that is new enough is taken: a newer one writes dumps that fewer servers take back.
/// </remarks>
internal sealed class ClientTable(IEnumerable<ClientTools> clients)
{
    private readonly List<ClientTools> _clients = [.. clients.OrderBy(client => client.Major)];

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<ClientTools> Clients => _clients;

    /// <summary>The client that dumps a server.</summary>
    /// <param name="serverMajor">The server's major.</param>
    /// <param name="server">Its name, for the message.</param>
    /// <exception cref="SourceException">All are older than the server.</exception>
    public ClientTools ForDump(int serverMajor, string server) => Oldest(serverMajor, server);

    /// <summary>The client that reads an archive.</summary>
    /// <param name="clientMajor">The major of the client that wrote it.</param>
    /// <param name="what">What it is called, for the message.</param>
    /// <exception cref="SourceException">All are older than the one that wrote it.</exception>
    public ClientTools ForArchive(int clientMajor, string what) => Oldest(clientMajor, $"the client that made {what}");

    /// <summary>The client that brings a dump back.</summary>
    /// <param name="sourceMajor">The major of the server that was dumped.</param>
    /// <param name="clientMajor">The major of the client that wrote the dump; the target may be older than it.</param>
    /// <param name="targetMajor">The major of the server that takes the dump.</param>
    /// <param name="target">That server's name, for the message.</param>
    /// <exception cref="SourceException">The target is older than the server that was dumped, or all clients are older
    /// than the one that wrote the dump.</exception>
    public ClientTools ForRestore(int sourceMajor, int clientMajor, int targetMajor, string target) =>
        targetMajor >= sourceMajor
            ? ForArchive(clientMajor, "the dump")
            : throw new SourceException(SourceFailure.BadInput, string.Create(
                CultureInfo.InvariantCulture,
                $"{target} is PostgreSQL {targetMajor}, the backup is of PostgreSQL {sourceMajor}: what a server " +
                $"dumps, an older one may not know; restore into PostgreSQL {sourceMajor} or newer"));

    private ClientTools Oldest(int major, string what)
    {
        if (_clients.Find(client => client.Major >= major) is { } chosen)
        {
            return chosen;
        }

        throw new SourceException(SourceFailure.BadInput, _clients is [.., var newest]
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{what} is PostgreSQL {major}, the newest client in this image is {newest.Major}: " +
                $"use an image with client {major} or newer")
            : "no PostgreSQL client is installed in this image: " +
                $"pg_dump is neither in {ClientSearch.DistributionFolder}/*/bin nor on the path");
    }
}
