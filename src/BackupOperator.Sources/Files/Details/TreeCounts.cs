using System.Text.Json;
using BackupOperator.Sources.Files.Index;

namespace BackupOperator.Sources.Files.Details;

/// <summary>What a tree holds, and what became of it in one backup.</summary>
internal sealed record TreeCounts
{
    public long Directories { get; set; }

    /// <summary>Names of regular files, hard links among them.</summary>
    public long Files { get; set; }

    /// <summary>Those whose content an earlier name has.</summary>
    public long HardLinks { get; set; }

    public long SymbolicLinks { get; set; }

    /// <summary>Pipes and devices.</summary>
    public long Others { get; set; }

    /// <summary>Sizes of all regular files, each file once.</summary>
    public long FileBytes { get; set; }

    /// <summary>Files that were read, rather than known from the base.</summary>
    public long FilesRead { get; set; }

    /// <summary>Left out: a socket belongs to the program that listens on it.</summary>
    public long SocketsSkipped { get; set; }

    public long ChangedWhileRead { get; set; }

    public long VanishedWhileRead { get; set; }

    public long MountPointsSkipped { get; set; }

    /// <summary>Everything that has a record.</summary>
    public long Entries => Directories + Files + SymbolicLinks + Others;

    public static TreeCounts Read(JsonElement json) => new()
    {
        Directories = json.GetProperty("directories").GetInt64(),
        Files = json.GetProperty("files").GetInt64(),
        HardLinks = json.GetProperty("hardLinks").GetInt64(),
        SymbolicLinks = json.GetProperty("symbolicLinks").GetInt64(),
        Others = json.GetProperty("others").GetInt64(),
        FileBytes = json.GetProperty("fileBytes").GetInt64(),
        FilesRead = json.GetProperty("filesRead").GetInt64(),
        SocketsSkipped = json.GetProperty("socketsSkipped").GetInt64(),
        ChangedWhileRead = json.GetProperty("changedWhileRead").GetInt64(),
        VanishedWhileRead = json.GetProperty("vanishedWhileRead").GetInt64(),
        MountPointsSkipped = json.GetProperty("mountPointsSkipped").GetInt64(),
    };

    public void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("directories", Directories);
        json.WriteNumber("files", Files);
        json.WriteNumber("hardLinks", HardLinks);
        json.WriteNumber("symbolicLinks", SymbolicLinks);
        json.WriteNumber("others", Others);
        json.WriteNumber("fileBytes", FileBytes);
        json.WriteNumber("filesRead", FilesRead);
        json.WriteNumber("socketsSkipped", SocketsSkipped);
        json.WriteNumber("changedWhileRead", ChangedWhileRead);
        json.WriteNumber("vanishedWhileRead", VanishedWhileRead);
        json.WriteNumber("mountPointsSkipped", MountPointsSkipped);
    }

    /// <summary>Counts what an index holds.</summary>
    public void Add(in EntryHeader header)
    {
        switch (header.Kind)
        {
            case EntryKind.Directory:
                Directories++;
                break;
            case EntryKind.Regular:
                Files++;
                FileBytes += header.Size;
                break;
            case EntryKind.HardLink:
                Files++;
                HardLinks++;
                break;
            case EntryKind.SymbolicLink:
                SymbolicLinks++;
                break;
            case EntryKind.EndOfDirectory:
                break;
            default:
                Others++;
                break;
        }
    }
}
