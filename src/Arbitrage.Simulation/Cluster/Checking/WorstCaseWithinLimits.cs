using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Cluster.Checking.Truth;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// I5, tested at every send that adds risk: what is held, open or in doubt, in its worst outcome and at the larger of cap and mark, is within the limits of
/// symbol, venue and total. From the venues' own balances and positions.
/// </summary>
/// <remarks>
/// What is held is worth more when prices rise, and the guard hears of that only when its use is stated again: I5 itself says that drift beyond a limit
/// is answered with REDUCING, not forbidden. <see cref="DriftAllowed"/> is what prices may have moved since.
/// </remarks>
internal sealed class WorstCaseWithinLimits(ClusterTruth truth) : Checker("I5")
{
    /// <summary>Fraction by which prices may have moved since the use was stated last.</summary>
    internal const decimal DriftAllowed = 0.02m;

    /// <inheritdoc/>
    public override void Heard(in CreateWritten written)
    {
        if (written.Intent.Risk == RiskClass.Reducing)
            return;
        var risk = Cluster.Settings.Risk;
        var total = 0m;
        foreach (var symbol in truth.Symbols)
        {
            var worst = truth.WorstExposure(symbol.Symbol);
            total += worst;
            if (symbol.Symbol == written.Intent.Symbol)
                Compare($"worst exposure of {symbol.Symbol}", worst, risk.MaxSymbolExposure.Value, written.Intent.Id);
        }

        Compare("worst exposure of all symbols", total, risk.MaxTotalExposure.Value, written.Intent.Id);
        var venue = written.Intent.Venue;
        var capital = 0m;
        foreach (var symbol in truth.Symbols)
            capital += truth.WorstCapital(symbol.Symbol, venue);
        Compare($"worst capital at {venue}", capital, risk.MaxVenueCapital.Value, written.Intent.Id);
    }

    private void Compare(string what, decimal worst, decimal limit, ClientOrderId sent)
    {
        if (worst > limit * (1m + DriftAllowed))
            Broken($"{what} is {worst:0.####} USDT at the send of {sent}; the limit is {limit:0.####}.");
    }
}

/// <summary>
/// I5: what is charged covers what may happen. At every send that adds risk, and whenever a grant is given back, the worst exposure of the symbol is within its
/// stated use and its open grants; nothing is sent under a grant that was given back; all charges together stay within the limits.
/// </summary>
internal sealed class ChargesCoverExposure(ClusterTruth truth) : Checker("I5")
{
    /// <inheritdoc/>
    public override void Heard(in CreateWritten written)
    {
        var intent = written.Intent;
        if (intent.Risk == RiskClass.Reducing)
            return;
        if (intent.Lease is not { } lease)
            Broken($"{intent.Id} adds risk and was sent without a lease.");
        else if (truth.Guard.Grant(lease.Id) is not { } grant)
            Broken($"{intent.Id} was sent under lease {lease.Id}, which the guard never granted.");
        else if (grant.Symbol != intent.Symbol)
            Broken($"{intent.Id} was sent under lease {lease.Id} of {grant.Symbol}.");
        else if (grant.IsClosed)
            Broken($"{intent.Id} was sent under lease {lease.Id}, which the guard has closed.");
        Covers(intent.Symbol, $"the send of {intent.Id}");
    }

    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        switch (durable.Happened)
        {
            case RiskGuardEvent.LeaseClosed e:
                Covers(e.Symbol, $"the end of lease {e.LeaseId}");
                break;
            case RiskGuardEvent.UseRestated e:
                Covers(e.Symbol, "a statement of use");
                break;
            case RiskGuardEvent.LeaseGranted e:
                Granted(e);
                break;
            default:
                break;
        }
    }

    private void Granted(RiskGuardEvent.LeaseGranted granted)
    {
        var (risk, total) = (Cluster.Settings.Risk, truth.Guard.Total());
        var symbol = truth.Guard.ChargeOf(granted.Symbol);
        if (symbol.Exposure > risk.MaxSymbolExposure.Value)
            Broken($"lease {granted.LeaseId} brings the charge of {granted.Symbol} to {symbol.Exposure} USDT, above {risk.MaxSymbolExposure}.");
        if (total.Exposure > risk.MaxTotalExposure.Value)
            Broken($"lease {granted.LeaseId} brings all charges to {total.Exposure} USDT, above {risk.MaxTotalExposure}.");
    }

    private void Covers(Symbol symbol, string when)
    {
        var (worst, charge) = (truth.WorstExposure(symbol), truth.Guard.ChargeOf(symbol).Exposure);
        if (worst > charge * (1m + WorstCaseWithinLimits.DriftAllowed))
            Broken($"at {when} the worst exposure of {symbol} is {worst:0.####} USDT and {charge:0.####} are charged.");
    }
}
