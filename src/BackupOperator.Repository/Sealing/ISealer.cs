namespace BackupOperator.Repository.Sealing;

/// <summary>Closes pieces of one object so that they open unchanged, in their place, or
/// not at all. One thread at a time.</summary>
internal interface ISealer : IDisposable
{
    /// <summary>How much longer a sealed piece is.</summary>
    int OverheadBytes { get; }

    /// <summary>Seals <paramref name="plain"/> into <paramref name="sealedPiece"/>, which
    /// is longer by <see cref="OverheadBytes"/>.</summary>
    /// <param name="position">Counts the pieces of the object; used once.</param>
    /// <param name="associated">Covered by the seal but not stored.</param>
    /// <param name="plain">What is sealed.</param>
    /// <param name="sealedPiece">Receives the result; does not overlap <paramref name="plain"/>.</param>
    void Seal(int position, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedPiece);

    /// <summary>The reverse of <see cref="Seal"/>; false, and <paramref name="plain"/> is
    /// cleared, when anything differs.</summary>
    bool TryOpen(int position, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedPiece, Span<byte> plain);
}
