namespace Arbitrage.Domain.Units;

/// <summary>A fraction of notional: 0.0005 is 5 bps. Negative is a rebate (fees) or received by longs (funding).</summary>
public readonly record struct Rate(decimal Value)
{
    /// <summary>No fee, no funding.</summary>
    public static Rate Zero => default;

    /// <summary>A rate from percent: 0.1 % is 0.001.</summary>
    public static Rate FromPct(decimal pct) => new(pct / 100m);

    /// <summary>Sum of two rates.</summary>
    public static Rate operator +(Rate left, Rate right) => new(left.Value + right.Value);

    /// <inheritdoc/>
    public override string ToString() => DecimalText.Plain(Value);
}
