using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Driver;

/// <summary>What a venue model does with the call behind an effect, and what the connection hears of it: the far end of every simulated wire.</summary>
internal static class VenueCounter
{
    /// <summary>Name of the call in a failure; null when the effect is none.</summary>
    public static string? NameOf(ConnectionEffect effect) => effect switch
    {
        ConnectionEffect.SendCreate => "create",
        ConnectionEffect.SendCancel => "cancel",
        ConnectionEffect.QueryOrder => "query",
        ConnectionEffect.ReadOpenOrders => "open orders",
        ConnectionEffect.ReadTrades => "trades",
        ConnectionEffect.ReadRows => "rows",
        ConnectionEffect.ReadAccount => "account",
        ConnectionEffect.SetLeverage => "leverage",
        ConnectionEffect.ArmDeadMan => "dead man",
        _ => null,
    };

    /// <summary>The call arrives at the venue and takes effect. Answers what the connection hears; null for nothing.</summary>
    /// <param name="model">The account.</param>
    /// <param name="call">What is asked.</param>
    /// <param name="begun">Venue time up to which a read promises everything.</param>
    /// <param name="venueNow">The venue's clock.</param>
    /// <param name="heardAt">Local time at which the answer will be heard.</param>
    public static ConnectionInput? Serve(
        VenueModel model, ConnectionEffect call, DateTimeOffset begun, DateTimeOffset venueNow, DateTimeOffset heardAt)
    {
        switch (call)
        {
            case ConnectionEffect.SendCreate create:
                return new ConnectionInput.CreateAnswered(
                    create.Intent.Id, VenueTranslation.Outcome(model.Venue, model.Create(VenueTranslation.Request(create.Intent), venueNow)));
            case ConnectionEffect.SendCancel cancel:
                return Find(model, cancel.Id, cancel.VenueOrderId, venueNow) is { } open ? Cancel(model, open, venueNow) : null;
            case ConnectionEffect.QueryOrder query:
                return Find(model, query.Id, query.VenueOrderId, venueNow) is { } found
                    ? new ConnectionInput.OrderReported(VenueTranslation.Report(model.Venue, found))
                    : new ConnectionInput.OrderNotFound(query.Id);
            case ConnectionEffect.ReadOpenOrders:
                return new ConnectionInput.OpenOrdersRead([.. model.OpenOrders().Select(o => VenueTranslation.Report(model.Venue, o))]);
            case ConnectionEffect.ReadTrades read:
                return new ConnectionInput.TradesRead(
                    read.Symbol, read.From, begun, [.. model.Trades(read.Symbol, read.From).Select(VenueTranslation.Trade)]);
            case ConnectionEffect.ReadRows read:
                return new ConnectionInput.RowsRead(
                    read.From, begun, [.. VenueTranslation.Rows(model.Rows().Where(r => r.At >= read.From))]);
            case ConnectionEffect.ReadAccount:
                return new ConnectionInput.AccountRead(VenueTranslation.Account(model, heardAt));
            case ConnectionEffect.SetLeverage set:
                model.SetLeverage(set.Symbol, set.Leverage, 0m, venueNow);
                return null;
            case ConnectionEffect.ArmDeadMan arm:
                if (model.Venue != Venue.MexcSpot)
                    model.ArmCountdown(arm.Countdown, null, venueNow);
                return null;
            default:
                throw new InvalidOperationException($"No such call: {call}");
        }
    }

    /// <summary>What the private stream tells; null for nothing.</summary>
    public static ConnectionInput? Push(Venue venue, VenueEvent happened) => happened switch
    {
        VenueEvent.OrderChanged o => new ConnectionInput.OrderReported(VenueTranslation.Report(venue, o.Order)),
        VenueEvent.Traded t => new ConnectionInput.TradeReported(VenueTranslation.Trade(t.Trade)),
        _ => null,
    };

    private static ConnectionInput.OrderReported Cancel(VenueModel model, VenueOrder found, DateTimeOffset venueNow)
    {
        var order = model.Cancel(found.Id, venueNow) switch
        {
            CancelResult.Cancelled c => c.Order,
            CancelResult.AlreadyEnded e => e.Order,
            _ => found,
        };
        return new(VenueTranslation.Report(model.Venue, order));
    }

    private static VenueOrder? Find(VenueModel model, ClientOrderId id, string? venueOrderId, DateTimeOffset venueNow) => venueOrderId is null
        ? model.FindByClientId(id.Text, venueNow)
        : model.FindById(venueOrderId, venueNow);
}
