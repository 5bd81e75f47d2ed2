namespace Arbitrage.Simulation.Market;

/// <summary>
/// The injected dislocations of one symbol: a signed shift of MEXC's mid against Gate spot's, in percent, one after the other, the direction
/// turning each time.
/// </summary>
internal sealed class Dislocations
{
    // The entry threshold that a dislocation has to clear beyond break-even (`arbitrage_entry_threshold_pct`).
    private const decimal EntryThresholdPct = 0.1m;

    // Sessions come up and inventory is established before the first one, so that it is not bought dislocated.
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(3);

    private readonly MarketPreset _preset;
    private readonly decimal _floorPct;
    private readonly SeededRandom _random;
    private TimeSpan _from, _until;
    private decimal _shiftPct;
    private int _sign;

    public Dislocations(MarketPreset preset, SymbolProfile profile, SeededRandom random)
    {
        (_preset, _random) = (preset, random);
        _floorPct = profile.BreakEvenPct + EntryThresholdPct;
        _sign = random.Below(2) == 0 ? 1 : -1;
        _until = FirstAfter;
        if (preset.Injects)
            Draw();
    }

    /// <summary>Largest shift that a preset injects into a symbol, in percent.</summary>
    public static decimal LargestPct(MarketPreset preset, SymbolProfile profile) =>
        preset.Injects ? preset.Scale * (profile.BreakEvenPct + EntryThresholdPct + preset.Excess.To) : 0m;

    /// <summary>The shift at a time; times must not fall.</summary>
    public decimal ShiftPct(TimeSpan at)
    {
        if (!_preset.Injects)
            return 0m;
        while (at >= _until)
            Draw();
        return at >= _from ? _shiftPct : 0m;
    }

    private void Draw()
    {
        _from = _until + Seconds(_preset.RestSeconds);
        _until = _from + Seconds(_preset.LastsSeconds);
        _sign = -_sign;
        _shiftPct = _sign * _preset.Scale * (_floorPct + _random.Between(_preset.Excess.From, _preset.Excess.To));
    }

    private TimeSpan Seconds((decimal From, decimal To) range) =>
        TimeSpan.FromTicks((long)(_random.Between(range.From, range.To) * TimeSpan.TicksPerSecond));
}
