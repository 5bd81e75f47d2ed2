using System.Collections.Immutable;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Tests.Ledger;

/// <summary>A ledger folded by hand: decide, apply, keep the journal.</summary>
internal sealed class LedgerScript(Venue venue)
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly Symbol Btc = new("BTC_USDT");

    public LedgerMachine Machine { get; } = new(venue);

    public LedgerView View { get; } = new();

    public LedgerState State { get; private set; } = LedgerState.Empty;

    public List<LedgerEvent> Journal { get; } = [];

    public ImmutableArray<LedgerEffect> Last { get; private set; } = [];

    public DateTimeOffset Now { get; set; } = Start;

    public LedgerScript When(LedgerInput input)
    {
        var stamped = input with { Now = Now };
        Machine.Observe(View, stamped);
        var decision = Machine.Decide(State, View, stamped);
        foreach (var happened in decision.Events)
        {
            Journal.Add(happened);
            State = Machine.Apply(State, happened, Journal.Count);
        }

        Last = decision.Effects;
        return this;
    }

    /// <summary>Facts in this order, numbered from the next offset on.</summary>
    public LedgerScript Book(params AccountFact[] facts) =>
        When(new LedgerInput.FactsArrived([.. facts.Select((f, i) => new NumberedFact(State.Cursor + 1 + i, 0, f))]));

    public LedgerScript Quiet(AccountReport report, long? upTo = null) =>
        When(new LedgerInput.AccountQuiet(report, upTo ?? State.Cursor));

    public IEnumerable<(Symbol Symbol, string Reason)> Halts => Last.OfType<LedgerEffect.TellStrategy>()
        .Where(t => t.Input is StrategyInput.HaltOrdered).Select(t => (t.Symbol, ((StrategyInput.HaltOrdered)t.Input).Reason));

    public IEnumerable<Venue> Suspects => Last.OfType<LedgerEffect.TellGuard>()
        .Select(t => t.Input).OfType<RiskGuardInput.VenueSuspect>().Select(s => s.Venue);

    public IEnumerable<string> Alerts => Last.OfType<LedgerEffect.Alert>().Select(a => a.Code);

    public AccountReport Report(decimal usdt, decimal btc = 0m, decimal position = 0m, decimal gt = 0m) => new(
        venue, Now,
        [.. new BalanceReport[] { new(new("BTC"), btc, btc), new(new("GT"), gt, gt), new(Asset.Usdt, usdt, usdt) }.Where(b => b.Total != 0m)],
        position == 0m ? [] : [new(Btc, new(position), new(60_000m), new(60_000m), default, default, 2m, OneWay: true)]);

    public static AccountFact.OpeningBalance Opening(string asset, decimal amount) =>
        new($"open:{asset}", asset == "BTC" ? Btc : null, Start, new(asset), amount);

    public static AccountFact.Trade Trade(
        string id, Side side, decimal quantity, decimal price, decimal fee, string feeAsset, ClientOrderId? order = null) => new(
        $"trade:{id}", Btc, Start, id, "v1", order, side, new(price), new(quantity), fee, new(feeAsset), Maker: false, TradeCause.Own);

    public static AccountFact.Row Row(string id, RowKind kind, decimal change, Symbol? symbol = null) =>
        new($"row:{id}", symbol, Start, id, kind, Asset.Usdt, change);
}
