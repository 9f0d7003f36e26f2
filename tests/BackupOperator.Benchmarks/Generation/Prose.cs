namespace BackupOperator.Benchmarks.Generation;

/// <summary>Text that compresses as people's and programs' text does: made-up words, and phrases that come again and
/// again, the frequent ones far more often than the rare ones (Zipf's law).</summary>
internal static class Prose
{
    private const int Words = 4000;
    private const int Phrases = 4000;
    private const int Draws = 1 << 16;
    private const int LongestWordBytes = 12;

    private static readonly byte[][] s_words = MakeWords();
    private static readonly byte[][] s_phrases = MakePhrases();
    private static readonly ushort[] s_draws = MakeDraws(Words);

    /// <summary>Fills all of <paramref name="room"/>; the last word may be cut.</summary>
    public static void Fill(ref DeterministicRandom random, Span<byte> room)
    {
        while (room.Length > 0)
        {
            // One number gives a phrase and two words: the generator is not to be what is waited for.
            var draw = random.Next();
            room = Put(s_phrases[s_draws[(ushort)draw]], room);
            room = Put(s_words[s_draws[(ushort)(draw >> 16)]], room);
            room = Put(s_words[s_draws[(ushort)(draw >> 32)]], room);
        }
    }

    private static Span<byte> Put(byte[] text, Span<byte> room)
    {
        var length = Math.Min(text.Length, room.Length);
        text.AsSpan(0, length).CopyTo(room);
        return room[length..];
    }

    private static byte[][] MakeWords()
    {
        const string Consonants = "bcdfghklmnprstvw";
        const string Vowels = "aeiou";
        var random = new DeterministicRandom(Words);
        var words = new byte[Words][];
        for (var number = 0; number < Words; number++)
        {
            // Frequent words are short.
            var word = new byte[Math.Min(3 + (number / 400) + random.Next(4), LongestWordBytes)];
            for (var i = 0; i < word.Length - 1; i++)
            {
                var letters = i % 2 == 0 ? Consonants : Vowels;
                word[i] = (byte)letters[random.Next(letters.Length)];
            }

            word[^1] = (byte)' ';
            words[number] = word;
        }

        return words;
    }

    private static byte[][] MakePhrases()
    {
        var random = new DeterministicRandom(Phrases);
        var phrases = new byte[Phrases][];
        for (var number = 0; number < Phrases; number++)
        {
            byte[] phrase = [.. Enumerable.Range(0, 3 + random.Next(8)).SelectMany(_ => s_words[random.Next(Words)])];

            // The blank at its end becomes the end of a sentence or of a line.
            phrase[^1] = (byte)(number % 3 == 0 ? '\n' : '.');
            phrases[number] = phrase;
        }

        return phrases;
    }

    private static ushort[] MakeDraws(int choices)
    {
        var weights = Enumerable.Range(1, choices).Select(rank => 1.0 / rank).ToArray();
        var scale = Draws / weights.Sum();
        var draws = new ushort[Draws];
        var filled = 0;
        var reached = 0.0;
        for (var number = 0; number < choices; number++)
        {
            reached += weights[number] * scale;
            var end = number == choices - 1 ? Draws : (int)reached;
            draws.AsSpan(filled, end - filled).Fill((ushort)number);
            filled = end;
        }

        return draws;
    }
}
