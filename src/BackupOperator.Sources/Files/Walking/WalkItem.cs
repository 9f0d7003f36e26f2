using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Walking;

/// <summary>One step of a walk.</summary>
/// <param name="Kind">A directory that is entered, its end, or <see cref="EntryKind.Regular"/> for anything that is yet
/// to be looked at.</param>
/// <param name="Directory">Where the name is; the directory itself when it is entered.</param>
/// <param name="NameOffset">Where the name begins in the block's names; it ends with a zero there.</param>
/// <param name="NameLength">Without the zero.</param>
internal readonly record struct WalkItem(EntryKind Kind, OpenDirectory Directory, int NameOffset, int NameLength);
