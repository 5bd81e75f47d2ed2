using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Cluster.Sabotage;

/// <summary>
/// Every named sabotage. Each puts one wrong part (a machine around a machine, a machine made with other settings, a last look, a rule of the driver) into an
/// otherwise real system; the machines know nothing of it.
/// </summary>
public static class Sabotages
{
    private const decimal Endless = 1_000_000_000m;

    private static readonly TimeSpan Ever = TimeSpan.FromDays(1);

    /// <summary>All of them, by invariant.</summary>
    public static ImmutableArray<SabotageCase> All { get; } =
    [
        Driver("resend-on-timeout", "A CREATE whose reply does not come is written again.", ["I1"], d => d with { CreateRepeats = 1 }),
        Connection("connection-forgets-seen-intents", "A redelivered intent is claimed and sent again.", ["I1", "I2"], WrongConnections.ForgetsIntents),
        Driver("persist-after-send", "Effects leave before their events are durable.", ["I2"], d => d with { PersistsFirst = false }),
        Driver("claim-not-durable", "An acknowledged write does not survive a crash.", ["I2", "I1"], d => d with { JournalIsDurable = false }),
        Connection("claim-after-send", "The claim is journaled when the venue has answered.", ["I2"], c => new ClaimsAfterSending(c)),
        Connection("void-overrides-claim", "A successor's void is answered Voided after a claim.", ["I2"], WrongConnections.VoidsWhatIsClaimed),
        Connection("unknown-as-rejected", "An unknown outcome is taken for a refusal.", ["I3"], WrongConnections.UnknownIsRejected),
        Connection("cancel-counted-as-zero-fill", "An order that ended partly filled is taken for unfilled.", ["I3", "I4"], WrongConnections.CancelIsZeroFill),
        Strategy("doubt-forgotten", "An order in doubt is taken for one without effect by its strategy.", ["I3", "I8"], WrongStrategies.ForgetsDoubt),
        Connection("fills-not-deduplicated", "A fill that is told twice is booked twice.", ["I4"], WrongConnections.BooksFillsAgain),
        Connection("funding-not-booked", "Funding rows are not booked.", ["I4", "I12"], WrongConnections.DropsFunding),
        Guard("lease-reclaimed-at-expiry", "A grant that expired is taken back without its holder.", ["I5"], (g, s) => new ReclaimsAtExpiry(g, s.LeaseTtl)),
        Guard("grant-not-journaled", "A grant is told and not written.", ["I5"], (g, _) => new GuardWithoutJournal(g, i => i is RiskGuardInput.RequestLease)),
        new("limits-ignored", "The guard knows no limit.", ["I5"], parts => parts with
        {
            Guard = settings => parts.Guard(settings with
            {
                MaxSymbolExposure = new(Endless), MaxTotalExposure = new(Endless), MaxVenueCapital = new(Endless),
            }),
        }),
        Driver("no-fence", "The journal takes a sequence number twice.", ["I6"], d => d with { JournalFences = false }),
        Strategy("epoch-not-raised", "A new incarnation keeps the epoch of the one before.", ["I6"], s => new KeepsItsEpoch(s)),
        new("epoch-ignored", "A connection takes and sends orders of older incarnations, and their voids are not written.", ["I6"], parts => parts with
        {
            Connection = settings => WrongConnections.IgnoresEpochs(parts.Connection(settings)),
            LastLook = look => parts.LastLook(look with { Newest = look.Intent.Epoch }),
        }),
        new("settling-skipped", "An unknown order is resolved without waiting for its settling time.", ["I6", "I3"], parts => parts with
        {
            Connection = settings => parts.Connection(settings with { Settle = TimeSpan.Zero, BalanceReadGap = TimeSpan.Zero }),
        }),
        Strategy("band-too-wide", "The strategy takes a thousand contracts for one, and leaves delta alone.", ["I7"], WrongStrategies.SeesWideBand),
        Strategy("delta-without-mexc", "Delta leaves out what is held at MEXC.", ["I8", "I7"], WrongStrategies.DoesNotCountMexc),
        Strategy("hedge-twice-the-size", "Reducing orders are twice as large as what they reduce.", ["I8"], WrongStrategies.HedgesTwice),
        new("kill-latch-not-read", "The last look does not read the node's kill latch.", ["I9"], parts => parts with
        {
            LastLook = look => parts.LastLook(look with { Latch = new(0, All: false, []) }),
        }),
        Driver("starts-unlatched", "A node may send before the guard has answered it.", ["I9"], d => d with { StartsLatched = false }),
        new("lease-never-expires", "A grant gives the right to spend for a day.", ["I9", "I5"], parts => parts with
        {
            Guard = settings => parts.Guard(settings with { LeaseTtl = Ever }),
        }),
        Guard("kill-not-journaled", "A kill is told and not written.", ["I9"], (g, _) => new GuardWithoutJournal(g, i => i is RiskGuardInput.Kill)),
        new("stale-book-accepted", "Books of any age are decided on.", ["I10"], parts => parts with
        {
            Strategy = settings => parts.Strategy(settings with { StaleAfter = Ever, MaxSkew = Ever }),
        }),
        Strategy("rounding-up", "Sizes are rounded up beyond the venue's lot.", ["I11"], WrongStrategies.RoundsUp),
        new("fee-sign", "The ledger books fees as income.", ["I12", "I4"], parts => parts with
        {
            Ledger = venue => new FeesTheWrongWay(parts.Ledger(venue)),
        }),
        new("budget-ignored", "A connection asks as often as it likes.", ["I13"], parts => parts with
        {
            Connection = settings => parts.Connection(settings with { Limits = RequestLimits.None, RequestsPerMinute = 0 }),
        }),
        Strategy("state-by-memory", "A strategy's state depends on more than its journal.", ["I14"], s => new AppliesByMemory(s)),
        Connection("outcome-not-told", "A connection keeps the outcome of orders to itself.", ["I15"], WrongConnections.KeepsOutcomesToItself),
        Driver("secret-in-error-text", "Texts of venues are taken over as they are.", ["I16"], d => d with { CleansTexts = false }),
    ];

    /// <summary>The one of this name; null when there is none.</summary>
    public static SabotageCase? Find(string name) => All.FirstOrDefault(s => s.Name == name);

    private static SabotageCase Driver(string name, string breaks, ImmutableArray<string> invariants, Func<DriverRules, DriverRules> change) =>
        new(name, breaks, invariants, parts => parts with { Driver = change(parts.Driver) });

    private static SabotageCase Connection(
        string name, string breaks, ImmutableArray<string> invariants,
        Func<Domain.Running.IMachine<ConnectionState, ConnectionView, ConnectionInput, ConnectionEvent, ConnectionEffect>,
            Domain.Running.IMachine<ConnectionState, ConnectionView, ConnectionInput, ConnectionEvent, ConnectionEffect>> around) =>
        new(name, breaks, invariants, parts => parts with { Connection = settings => around(parts.Connection(settings)) });

    private static SabotageCase Strategy(
        string name, string breaks, ImmutableArray<string> invariants,
        Func<Domain.Running.IMachine<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect>,
            Domain.Running.IMachine<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect>> around) =>
        new(name, breaks, invariants, parts => parts with { Strategy = settings => around(parts.Strategy(settings)) });

    private static SabotageCase Guard(
        string name, string breaks, ImmutableArray<string> invariants,
        Func<Domain.Running.IMachine<RiskGuardState, Domain.Running.NoView, RiskGuardInput, RiskGuardEvent, RiskGuardEffect>, RiskSettings,
            Domain.Running.IMachine<RiskGuardState, Domain.Running.NoView, RiskGuardInput, RiskGuardEvent, RiskGuardEffect>> around) =>
        new(name, breaks, invariants, parts => parts with { Guard = settings => around(parts.Guard(settings), settings) });
}
