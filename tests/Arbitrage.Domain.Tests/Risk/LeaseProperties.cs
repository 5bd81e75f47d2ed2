using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;
using CsCheck;

namespace Arbitrage.Domain.Tests.Risk;

/// <summary>
/// Leases under any interleaving: messages get lost, come twice, late and out of order; holders and guard restart. What is used and what may yet
/// be spent is charged at every moment, and charges never pass a limit of symbol, venue or total (I5).
/// </summary>
public class LeaseProperties
{
    private static readonly RiskSettings Settings = new()
    {
        MaxSymbolExposure = new(1000m),
        MaxTotalExposure = new(1500m),
        MaxVenueCapital = new(1300m),
        WarnsOfPositionSize = false,
    };

    private static readonly Gen<(int Kind, int A, int B)[]> Courses =
        Gen.Select(Gen.Int[0, 15], Gen.Int[0, 20], Gen.Int[0, 1000]).Array[10, 120];

    [Fact]
    public void Charges_cover_all_that_is_used_or_may_be_spent_and_never_pass_a_limit() =>
        Courses.Sample(course => Play(course) > 0, iter: 1_500, print: c => string.Join(' ', c));

    [Fact]
    public void After_every_message_has_arrived_nothing_is_charged_but_what_is_used() => Courses.Sample(course =>
    {
        var world = new World();
        foreach (var step in course)
            world.Step(step);
        world.Settle();
        foreach (var holder in world.Holders)
            Assert.Equal(new Notional(holder.Used), world.Guard.State.ChargeOf(holder.Symbol).Exposure);
        Assert.Empty(world.Guard.State.Grants);
    }, iter: 500, print: c => string.Join(' ', c));

    private static int Play((int Kind, int A, int B)[] course)
    {
        var world = new World();
        foreach (var step in course)
        {
            world.Step(step);
            world.Check();
        }

        return course.Length;
    }

    private sealed class World
    {
        private readonly List<RiskGuardInput> _toGuard = [];
        private readonly List<(Symbol To, StrategyInput Input)> _toHolders = [];

        public GuardScript Guard { get; } = new(Settings);

        public LeaseHolder[] Holders { get; } = [new(GuardScript.Btc), new(GuardScript.Eth)];

        public void Step((int Kind, int A, int B) step)
        {
            var holder = Holders[step.B % 2];
            switch (step.Kind)
            {
                case 0 or 1 or 2:
                    Send(holder.Ask(50m + (step.A * 40m)));
                    break;
                case 3 or 4 or 5 or 6:
                    Deliver(step.B, keep: step.A < 5);
                    break;
                case 7 or 8 or 9 or 10:
                    Hear(step.B, keep: step.A < 5);
                    break;
                case 11:
                    holder.Spend(step.A);
                    break;
                case 12:
                    Send(holder.Release());
                    break;
                case 13:
                    Send(holder.Shrink(step.A));
                    break;
                case 14:
                    Send(step.A > 15 ? holder.Restart() : holder.Probe());
                    break;
                default:
                    if (step.A > 15)
                        Guard.Restart();
                    else if (step.A < 4 && _toGuard.Count > 0)
                        _toGuard.RemoveAt(step.B % _toGuard.Count); // lost
                    break;
            }
        }

        public void Check()
        {
            var (state, total) = (Guard.State, Guard.State.TotalCharge());
            Assert.True(total.Exposure <= Settings.MaxTotalExposure, $"total {total.Exposure}");
            foreach (var venue in Venues.All)
                Assert.True(total.AtVenues[venue].Capital <= Settings.MaxVenueCapital, $"{venue} {total.AtVenues[venue].Capital}");
            foreach (var holder in Holders)
            {
                var charge = state.ChargeOf(holder.Symbol);
                Assert.True(charge.Exposure <= Settings.MaxSymbolExposure, $"{holder.Symbol} {charge.Exposure}");
                Assert.True(charge.Exposure.Value >= holder.AtMost, $"{holder.Symbol} charged {charge.Exposure}, may use {holder.AtMost}");
            }

            Assert.Empty(Guard.Trips);
        }

        // Probes until nobody has anything to say: an open request is answered, a lost close is found by the list, what is held is given back.
        public void Settle()
        {
            for (var round = 0; round < 6; round++)
            {
                foreach (var holder in Holders)
                {
                    Send(holder.Probe());
                    Drain();
                    Send(holder.Ask(1m));
                    Drain();
                    while (holder.Release() is { } released)
                        Send(released);
                    Send(holder.Shrink(0));
                    Drain();
                    Send(holder.Probe());
                    Drain();
                }
            }
        }

        private void Drain()
        {
            while (_toGuard.Count > 0 || _toHolders.Count > 0)
            {
                if (_toGuard.Count > 0)
                    Deliver(0, keep: false);
                else
                    Hear(0, keep: false);
            }
        }

        private void Deliver(int which, bool keep)
        {
            if (_toGuard.Count == 0)
                return;
            var at = which % _toGuard.Count;
            var input = _toGuard[at];
            if (!keep)
                _toGuard.RemoveAt(at);
            Guard.Tell(input);
            _toHolders.AddRange(Guard.Last.OfType<RiskGuardEffect.TellStrategy>().Select(t => (t.Symbol, t.Input)));
        }

        private void Hear(int which, bool keep)
        {
            if (_toHolders.Count == 0)
                return;
            var at = which % _toHolders.Count;
            var (to, input) = _toHolders[at];
            if (!keep)
                _toHolders.RemoveAt(at);
            foreach (var answer in Holders.Single(h => h.Symbol == to).Hear(input).ToArray())
                Send(answer);
        }

        private void Send(RiskGuardInput? input)
        {
            if (input is not null)
                _toGuard.Add(input);
        }
    }
}
