using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using CsCheck;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>What holds over any run: random quotes, replies, lost venues, crashes, kills and stops.</summary>
public class StrategyPropertySpecs
{
    private static readonly Gen<(int Kind, int A, int B)[]> Runs =
        Gen.Select(Gen.Int[0, 19], Gen.Int[-60, 60], Gen.Int[0, 5]).Array[5, 40];

    internal static void Play(StrategyScript script, (int Kind, int A, int B) step)
    {
        var venue = script.All.ElementAt(step.B % 3);
        switch (step.Kind)
        {
            case < 8:
                script.Quotes(1m, 1m + (step.A * 0.0005m), 1m + (step.B * 0.0002m)).Pass(TimeSpan.FromMilliseconds(700));
                break;
            case 8:
                venue.Next.Enqueue((Reply)step.B);
                break;
            case 9:
                venue.Next.Enqueue(Reply.Silence);
                break;
            case 10:
                venue.FillShare = (Math.Abs(step.A) % 11) / 10m;
                break;
            case 11:
                venue.Ready = step.A > 0;
                script.Give(venue.Session()).Give(venue.Funds());
                break;
            case 12:
                script.Start();
                break;
            case 13:
                script.Give(script.Order(step.A > 0 ? TradingMode.Active : step.B > 2 ? TradingMode.Halted : TradingMode.Reducing));
                break;
            case 14 when script.Futures.Base.Value < -30m:
                script.Give(script.Futures.Trade(Side.Buy, new(Math.Abs(step.A) % 20), new(1m), TradeCause.AutoDeleveraging));
                break;
            case 15:
                Resolve(script, step.A > 0);
                break;
            case 16:
                script.GuardGrants = step.A > -40;
                break;
            case 17 when step.A > 40:
                script.Stop(step.B > 2 ? OnStop.Close : OnStop.KeepHedged);
                break;
            default:
                script.PassSeconds(1 + step.B);
                break;
        }
    }

    // What a connection does in the end: every claimed order gets its outcome.
    private static void Resolve(StrategyScript script, bool filled)
    {
        foreach (var venue in script.All)
        {
            foreach (var id in venue.OpenIds)
                script.Give(filled ? venue.FillOpen(id) : venue.NoEffect(id));
        }
    }

    private static StrategyScript Run((int Kind, int A, int B)[] steps)
    {
        var script = new StrategyScript().Monitoring();
        foreach (var step in steps)
        {
            Play(script, step);
            Promises(script);
        }

        return script;
    }

    private static void Promises(StrategyScript script)
    {
        // Position = sum of what the venue booked, as far as facts were told.
        foreach (var venue in script.All.Where(v => v.LastOffset == script.State.Accounts[v.Venue].Cursor))
            Assert.Equal(venue.Base.Value, script.State.BaseAt(venue.Venue).Value);
        var submitted = script.Effects.OfType<StrategyEffect.SubmitOrder>().Select(s => s.Intent.Id).ToArray();
        Assert.Equal(submitted.Length, submitted.Distinct().Count());
        Assert.Equal(script.State.Pair is null, script.State.Orders.IsEmpty);
        Assert.True(script.State.Pair is null || script.State.Orders.Values.All(o => o.Intent.Quantity > Quantity.Zero));
    }

    [Fact]
    public void Promises_hold_and_replay_of_every_prefix_is_the_live_state() => Runs.Sample(
        steps =>
        {
            var script = Run(steps);
            var (state, at) = (StrategyState.Empty, 0);
            foreach (var live in script.States)
            {
                for (; state.Sequence < live.Sequence; at++)
                    state = script.Machine.Apply(state, script.Journal[at], at + 1);
                if (at % 7 == 0)
                    Assert.Equal(StateText.Of(live), StateText.Of(state));
            }

            Assert.Equal(StateText.Of(script.State), StateText.Of(state));
        },
        iter: 60);

    [Fact]
    public void A_reducing_order_never_raises_or_flips_net_delta_in_any_outcome() => Runs.Sample(
        steps => ReducingRule.Check(Run(steps)),
        iter: 60);

    [Fact]
    public void With_healthy_venues_every_pair_ends_and_delta_comes_back_into_the_band() => Runs.Sample(
        steps =>
        {
            var script = Run(steps);
            foreach (var venue in script.All)
            {
                venue.Next.Clear();
                (venue.Ready, venue.FillShare, venue.Reply) = (true, 1m, Reply.Fill);
                script.Give(venue.Session()).Give(venue.Funds());
            }

            script.Quotes(1m, 1m);
            for (var i = 0; i < 12; i++)
            {
                Resolve(script, i % 2 == 0);
                script.PassSeconds(10);
            }

            Assert.True(
                script.State.Pair is null || script.State.Ended,
                $"{script.State.Phase} {script.State.PhaseReason} since {script.State.PhaseSince}, now {script.Now}: {script.State.Pair}");
            if (!script.State.Ended)
                Assert.True(script.State.NetDelta.Abs.Value <= 1m, $"{script.State.NetDelta} in {script.State.Phase}");
        },
        iter: 60);
}
