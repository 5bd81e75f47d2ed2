using System.Collections;
using System.Reflection;

namespace Arbitrage.Actors.Journal;

/// <summary>
/// Whether a saved state differs from the fold of its events only by what it does not have. A version that keeps more in a state reads what an older one
/// saved with the new members empty, where its own fold fills them: that is no break. Whatever both have must be equal.
/// </summary>
internal static class OlderState
{
    /// <summary>Every member of the saved state is equal in the other, or empty in the saved one.</summary>
    public static bool IsOlder(object? saved, object? folded)
    {
        if (saved is null || Equals(saved, folded))
            return true;
        if (folded is null || saved.GetType() != folded.GetType())
            return false;
        if (saved is IEnumerable items and not string)
            return AreOlder([.. items.Cast<object?>()], [.. ((IEnumerable)folded).Cast<object?>()]);
        var members = Members(saved.GetType());
        return members.Length > 0
            ? Array.TrueForAll(members, m => IsOlder(m.GetValue(saved), m.GetValue(folded)))
            : saved.GetType().IsValueType && saved.Equals(Activator.CreateInstance(saved.GetType()));
    }

    private static bool AreOlder(object?[] saved, object?[] folded) =>
        saved.Length == 0 || (saved.Length == folded.Length && saved.Zip(folded, IsOlder).All(isOlder => isOlder));

    // What a record was made of: what it computes from that has no setter. Numbers, times and texts have no members.
    private static PropertyInfo[] Members(Type type) => type.Namespace?.StartsWith("Arbitrage.", StringComparison.Ordinal) == true
        ? [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && p.GetIndexParameters().Length == 0)]
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) ? [type.GetProperty("Key")!, type.GetProperty("Value")!] : [];
}
