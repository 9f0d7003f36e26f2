using System.Runtime.InteropServices;
using BackupOperator.Sources.Files.Index;

namespace BackupOperator.Sources.Tests.Files;

public sealed class IndexReaderTests
{
    [Fact]
    public async Task Read_SoundIndex_GivesItsRecords()
    {
        Assert.Equal(["", "name", ""], await ReadAsync([.. Root(), .. Record(EntryKind.Regular, "name"u8), .. End()]));
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/b")]
    [InlineData("/etc")]
    [InlineData("a\0b")]
    [InlineData("")]
    public async Task Read_NameThatLeadsElsewhere_IsRefused(string name)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(name);

        await RequireDamagedAsync([.. Root(), .. Record(EntryKind.Regular, bytes), .. End()]);
        await RequireDamagedAsync([.. Root(), .. Record(EntryKind.Directory, bytes), .. End(), .. End()]);
    }

    [Fact]
    public async Task Read_LengthOfAGigabyte_IsRefusedBeforeItIsAllocated()
    {
        var record = Record(EntryKind.Regular, "name"u8);
        var length = 1_000_000_000;
        MemoryMarshal.Write(record.AsSpan(68), in length);

        await RequireDamagedAsync([.. Root(), .. record, .. End()]);
    }

    [Fact]
    public async Task Read_CutAnywhere_IsRefused()
    {
        byte[] index = [.. Root(), .. Record(EntryKind.Regular, "name"u8), .. End()];
        for (var length = 0; length < index.Length; length++)
        {
            await RequireDamagedAsync(index[..length]);
        }
    }

    [Fact]
    public async Task Read_MoreBehindTheEnd_IsRefused() => await RequireDamagedAsync([.. Root(), .. End(), 0]);

    [Fact]
    public async Task Read_AnyByteChanged_GivesRecordsOrIsRefused()
    {
        var random = new Random(5);
        for (var round = 0; round < 5000; round++)
        {
            byte[] index =
            [
                .. Root(), .. Record(EntryKind.Directory, "dir"u8), .. Record(EntryKind.Regular, "name"u8, 30),
                .. End(), .. Record(EntryKind.SymbolicLink, "link"u8), .. End(),
            ];
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                index[random.Next(index.Length)] = (byte)random.Next(256);
            }

            var failure = await Xunit.Record.ExceptionAsync(() => ReadAsync(index));
            Assert.True(failure is null or SourceException { Failure: SourceFailure.Damaged }, failure?.ToString());
        }
    }

    private static async Task RequireDamagedAsync(byte[] index)
    {
        var failure = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(index));

        Assert.Equal(SourceFailure.Damaged, failure.Failure);
    }

    private static async Task<List<string>> ReadAsync(byte[] index)
    {
        var names = new List<string>();
        await using var reader = new IndexReader(new MemoryStream(index));
        while (!reader.Ended)
        {
            await reader.FillAsync(TestContext.Current.CancellationToken);
            while (!reader.Ended && reader.TryPeek(out var record))
            {
                names.Add(System.Text.Encoding.Latin1.GetString(record.Name));
                if (record.Kind == EntryKind.Regular)
                {
                    IndexFormat.ContentBytes(record, out _);
                }

                reader.Advance();
            }
        }

        await reader.RequireEndAsync(TestContext.Current.CancellationToken);
        return names;
    }

    private static byte[] Root() => Record(EntryKind.Directory, []);

    private static byte[] End() => Record(EntryKind.EndOfDirectory, []);

    private static byte[] Record(EntryKind kind, ReadOnlySpan<byte> name, int extras = 0)
    {
        var header = new EntryHeader { Kind = kind, NameLength = (ushort)name.Length };
        byte[] content = extras == 0 ? [] : IndexFormat.Append([], IndexFormat.Attributes, new byte[extras]);
        header.ExtraLength = content.Length;
        var record = new byte[EntryHeader.SizeBytes];
        MemoryMarshal.Write(record, in header);
        return [.. record, .. name, .. content];
    }
}
