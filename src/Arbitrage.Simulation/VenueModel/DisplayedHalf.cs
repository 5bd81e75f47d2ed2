using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

/// <summary>
/// One side of a displayed book, best first: what the source shows and what of each level was taken. Two arrays that change places, so that a
/// replacement is one walk along both and allocates nothing.
/// </summary>
internal sealed class DisplayedHalf(bool descending)
{
    private BookLevel[] _source = new BookLevel[Book.Depth], _spareSource = new BookLevel[Book.Depth];
    private decimal[] _taken = new decimal[Book.Depth], _spareTaken = new decimal[Book.Depth];
    private int _count;

    /// <summary>No level is taken from, so the source's levels are the displayed ones.</summary>
    public bool IsWhole { get; private set; } = true;

    public Price BestOfSource => _count == 0 ? default : _source[0].Price;

    public ReadOnlySpan<BookLevel> Source(int most) => _source.AsSpan(0, Math.Min(most, _count));

    public BookLevel[] Displayed()
    {
        if (IsWhole)
            return _source[.._count];
        var shown = new List<BookLevel>(_count);
        for (var i = 0; i < _count; i++)
        {
            if (Shown(i) > 0m)
                shown.Add(new(_source[i].Price, new(Shown(i))));
        }

        return [.. shown];
    }

    /// <summary>Takes over the source's levels and answers how many of the displayed ones changed.</summary>
    public int Replace(ReadOnlySpan<BookLevel> source, LevelChanges? changes)
    {
        if (source.Length == 1 && _count == 1 && IsWhole && changes is null && !source[0].Quantity.IsZero)
            return ReplaceOne(source[0]);
        if (!IsOrdered(source))
            source = Ordered(source);
        Reserve(source.Length);
        var (old, kept, changed, whole) = (0, 0, 0, true);
        foreach (ref readonly var level in source)
        {
            while (old < _count && IsBefore(_source[old].Price, level.Price))
                changed += Gone(old++, changes);
            var known = old < _count && _source[old].Price == level.Price;
            var sourceBefore = known ? _source[old].Quantity.Value : 0m;
            var same = sourceBefore == level.Quantity.Value;
            if (same && !known)
                continue; // nothing is shown and nothing was
            var taken = same ? _taken[old] : 0m;
            if (!same && (known ? Shown(old) : 0m) != level.Quantity.Value)
            {
                changed++;
                changes?.Change(level);
            }

            _spareSource[kept] = level;
            _spareTaken[kept++] = taken;
            whole &= taken == 0m && !level.Quantity.IsZero;
            old += known ? 1 : 0;
        }

        while (old < _count)
            changed += Gone(old++, changes);
        (_source, _spareSource, _taken, _spareTaken) = (_spareSource, _source, _spareTaken, _taken);
        (_count, IsWhole) = (kept, whole);
        return changed;
    }

    /// <summary>An order took from a level; answers what is displayed of it now.</summary>
    public BookLevel Take(BookLevel taken)
    {
        var at = 0;
        while (at < _count && _source[at].Price != taken.Price)
            at++;
        if (at == _count || Shown(at) < taken.Quantity.Value)
            throw new InvalidOperationException($"Took {taken.Quantity} of {(at == _count ? 0m : Shown(at))} at {taken.Price}.");
        _taken[at] += taken.Quantity.Value;
        IsWhole = false;
        return new(taken.Price, new(Shown(at)));
    }

    // What a book ticker does: the same as the walk below, in place.
    private int ReplaceOne(BookLevel level)
    {
        var before = _source[0];
        _source[0] = level;
        return before.Price != level.Price ? 2 : before.Quantity == level.Quantity ? 0 : 1;
    }

    private decimal Shown(int at) => _source[at].Quantity.Value - _taken[at];

    private int Gone(int at, LevelChanges? changes)
    {
        if (Shown(at) <= 0m)
            return 0;
        changes?.Remove(_source[at].Price);
        return 1;
    }

    private bool IsBefore(Price one, Price other) => descending ? one > other : one < other;

    private bool IsOrdered(ReadOnlySpan<BookLevel> source)
    {
        for (var i = 1; i < source.Length; i++)
        {
            if (!IsBefore(source[i - 1].Price, source[i].Price))
                return false;
        }

        return true;
    }

    // Of a price that comes twice the last one counts.
    private BookLevel[] Ordered(ReadOnlySpan<BookLevel> source)
    {
        var levels = new SortedDictionary<decimal, BookLevel>(
            descending ? Comparer<decimal>.Create((a, b) => b.CompareTo(a)) : Comparer<decimal>.Default);
        foreach (var level in source)
            levels[level.Price.Value] = level;
        return [.. levels.Values];
    }

    private void Reserve(int levels)
    {
        if (_spareSource.Length >= levels)
            return;
        var size = Math.Max(levels, _spareSource.Length * 2);
        (_spareSource, _spareTaken) = (new BookLevel[size], new decimal[size]);
    }
}
