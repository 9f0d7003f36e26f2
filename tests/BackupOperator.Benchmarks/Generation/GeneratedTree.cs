namespace BackupOperator.Benchmarks.Generation;

/// <summary>Writes the tree of a <see cref="TreeShape"/> to a folder, and changes it.</summary>
internal sealed class GeneratedTree(TreeShape shape, string root)
{
    private const int BlockBytes = 1024 * 1024;

    private static readonly DateTime s_firstModified = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public void Write()
    {
        Parallel.For(0, shape.LargeFiles, WriteLarge);
        foreach (var folder in Enumerable.Range(0, shape.SmallFiles).Select(SmallFolder).Distinct())
        {
            Directory.CreateDirectory(folder);
        }

        // Files get times long past: a file that changed just before a backup is read again by careful programs.
        Parallel.For(0, shape.SmallFiles, TreeShape.MakeRoom, (number, _, room) =>
        {
            var path = WriteSmall(number, step: 0, room);
            File.SetLastWriteTimeUtc(path, s_firstModified.AddSeconds(number));
            return room;
        }, static _ => { });
    }

    /// <summary>Rewrites one small file in a hundred in place.</summary>
    /// <returns>How many were rewritten.</returns>
    public int Change(int step)
    {
        var room = TreeShape.MakeRoom();
        var changed = 0;
        foreach (var number in shape.ChangedBy(step))
        {
            WriteSmall(number, step, room);
            changed++;
        }

        return changed;
    }

    private string SmallFolder(int number) => Path.GetDirectoryName(Path.Combine(root, TreeShape.SmallPath(number)))!;

    private string WriteSmall(int number, int step, byte[] room)
    {
        var path = Path.Combine(root, TreeShape.SmallPath(number));
        var length = shape.FillSmall(number, step, room);
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, room.AsSpan(0, length), fileOffset: 0);
        return path;
    }

    private void WriteLarge(int number)
    {
        var path = Path.Combine(root, TreeShape.LargePath(number));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            var room = new byte[BlockBytes];
            for (var offset = 0L; offset < shape.LargeBytes; offset += BlockBytes)
            {
                var block = room.AsSpan(0, (int)Math.Min(BlockBytes, shape.LargeBytes - offset));
                shape.FillLarge(number, offset / BlockBytes, block);
                RandomAccess.Write(file, block, offset);
            }
        }

        File.SetLastWriteTimeUtc(path, s_firstModified.AddSeconds(-1 - number));
    }
}
