using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;
using CsCheck;

namespace Arbitrage.Simulation.Tests.Model;

/// <summary>Whatever is ordered, whatever the book does: money and coins only move through rows and trades, to the last digit.</summary>
public sealed class MoneyConservationSpecs
{
    private const decimal Usdt = 5000m;
    private const decimal Coins = 20m;

    private static readonly OrderKind[] Kinds =
        [OrderKind.ImmediateOrCancel, OrderKind.FillOrKill, OrderKind.PostOnly, OrderKind.GoodTillCancelled, OrderKind.Market];

    // What to do, a price in ticks around the book, a size in lots, a variant.
    private static readonly Gen<(int What, int Price, int Size, int Variant)[]> Courses =
        Gen.Select(Gen.Int[0, 9], Gen.Int[950, 1050], Gen.Int[1, 5000], Gen.Int[0, 99]).Array[1, 60];

    [Fact]
    public void Spot_balances_are_the_sum_of_seeds_and_trades() => Courses.Sample(
        course =>
        {
            var model = Given.Venue_(Venue.GateSpot, Usdt, Coins);
            foreach (var step in course)
            {
                Do(model, step);
                CheckRows(model);
                CheckSpot(model);
            }

            model.CancelAll(null, null, Given.T0);
            Assert.All(model.Balances(), b => Assert.Equal(0m, b.Locked));
        },
        iter: 400);

    [Fact]
    public void Futures_wallet_and_position_are_the_sum_of_seed_rows_and_trades() => Courses.Sample(
        course =>
        {
            var model = Given.Venue_(Venue.GateFutures, Usdt);
            model.SetLeverage(Given.Btc, 20m, 0m, Given.T0);
            foreach (var step in course)
            {
                Do(model, step);
                CheckRows(model);
                CheckFutures(model);
            }

            model.CancelAll(null, null, Given.T0);
            Assert.Equal(0m, model.Margins().OfOrders);
        },
        iter: 400);

    private static void Do(VenueModel model, (int What, int Price, int Size, int Variant) step)
    {
        var (price, size, side) = (step.Price / 10m, step.Size / 1000m, step.Variant % 2 == 0 ? Side.Buy : Side.Sell);
        switch (step.What)
        {
            case 0 or 1:
                Given.Show(model, [(price - 0.1m, size), (price - 0.3m, 2m)], [(price + 0.1m, size + 0.5m), (price + 0.4m, 3m)]);
                break;
            case 2:
                foreach (var open in model.OpenOrders().Take(1))
                    model.Cancel(open.Id, Given.T0);
                break;
            case 3 when model.Venue == Venue.GateFutures:
                model.ApplyFunding(Given.Btc, new Rate((step.Variant - 50) / 10_000m), Given.T0);
                break;
            case 4 when model.Venue == Venue.GateFutures:
                model.InjectAdl(Given.Btc, new Contracts(step.Size), Given.T0);
                break;
            default:
                var kind = Kinds[step.Variant % Kinds.Length];
                model.Create(
                    new($"c{step.Variant}", Given.Btc, side, kind, new(size), new(kind == OrderKind.Market ? 0m : price), step.Variant > 80
                        && model.Venue == Venue.GateFutures), Given.T0);
                break;
        }
    }

    private static void CheckRows(VenueModel model)
    {
        foreach (var rows in model.Rows().GroupBy(r => r.Asset))
        {
            var total = 0m;
            foreach (var row in rows)
            {
                total += row.Change;
                Assert.Equal(total, row.Balance);
            }

            Assert.Equal(total, Given.Total(model, rows.Key));
        }

        Assert.Equal(model.Trades().Count, model.Trades().Select(t => t.Id).Distinct().Count());
    }

    private static void CheckSpot(VenueModel model)
    {
        var (usdt, coins) = (Usdt, Coins);
        foreach (var trade in model.Trades())
        {
            var notional = trade.Price.Value * trade.Quantity.Value;
            usdt += trade.Side == Side.Buy ? -notional : notional - trade.Fee;
            coins += trade.Side == Side.Buy ? trade.Quantity.Value - trade.Fee : -trade.Quantity.Value;
        }

        Assert.Equal(usdt, Given.Total(model, Asset.Usdt));
        Assert.Equal(coins, Given.Total(model, Given.Coin));
        Assert.All(model.Balances(), b => Assert.True(b.Locked >= 0m && b.Free >= 0m, $"{b}"));
        var locked = model.OpenOrders().Where(o => o.Request.Side == Side.Buy).Sum(o => o.Left.Value * o.Request.Limit.Value);
        Assert.Equal(locked, model.Balance(Asset.Usdt).Locked);
    }

    private static void CheckFutures(VenueModel model)
    {
        var (cash, size, fees) = (0m, 0m, 0m);
        foreach (var trade in model.Trades())
        {
            cash -= trade.Side.Sign() * trade.Price.Value * trade.Quantity.Value;
            size += trade.Side.Sign() * trade.Quantity.Value;
            fees += trade.Fee;
        }

        var position = model.Position(Given.Btc);
        Assert.Equal(size, position.Size.Value);
        Assert.Equal(cash + (size * position.Mark.Value), position.RealisedPnl.Value + position.UnrealisedPnl.Value);
        Assert.Equal(Usdt + position.RealisedPnl.Value + position.Funding.Value - fees, Given.Total(model, Asset.Usdt));
    }
}
