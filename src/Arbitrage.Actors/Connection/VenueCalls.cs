using System.Diagnostics;
using Akka.Actor;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Actors.Connection;

/// <summary>
/// Makes the private calls of a session. Answers go to the connection itself, not to the session, so that what became of a CREATE arrives
/// even when the session has crashed meanwhile.
/// </summary>
internal sealed class VenueCalls(
    ITradingGateway gateway, LastLook lastLook, IRequestObserver requests, ActorHooks hooks, IActorRef owner, CancellationToken cancel)
{
    public void Make(ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.SendCreate send:
                _ = Create(send).PipeTo(owner);
                break;
            case ConnectionEffect.SendCancel e:
                Answer("cancel", () => gateway.CancelAsync(e.Symbol, e.Id, e.VenueOrderId, cancel), Report);
                break;
            case ConnectionEffect.QueryOrder e:
                Answer(
                    "query", () => gateway.QueryAsync(e.Symbol, e.Id, e.VenueOrderId, cancel),
                    report => Report(report) ?? new ConnectionInput.OrderNotFound(e.Id));
                break;
            case ConnectionEffect.ReadOpenOrders:
                Answer("open_orders", () => gateway.ReadOpenOrdersAsync(cancel), orders => new ConnectionInput.OpenOrdersRead(orders));
                break;
            case ConnectionEffect.ReadTrades e:
                var tradesTo = CoveredTo;
                Answer(
                    "trades", () => gateway.ReadTradesAsync(e.Symbol, e.From, cancel),
                    trades => new ConnectionInput.TradesRead(e.Symbol, e.From, tradesTo, trades));
                break;
            case ConnectionEffect.ReadRows e:
                var rowsTo = CoveredTo;
                Answer("rows", () => gateway.ReadRowsAsync(e.From, cancel), rows => new ConnectionInput.RowsRead(e.From, rowsTo, rows));
                break;
            case ConnectionEffect.ReadAccount:
                Answer("account", () => gateway.ReadAccountAsync(cancel), account => new ConnectionInput.AccountRead(account));
                break;
            case ConnectionEffect.SetLeverage e:
                Answer("leverage", () => gateway.SetLeverageAsync(e.Symbol, e.Leverage, cancel), now => Leverage(e, now), why => NoLeverage(e, why));
                break;
            case ConnectionEffect.ArmDeadMan e:
                Answer("dead_man", () => gateway.ArmDeadManAsync(e.Countdown, cancel), static _ => null);
                break;
            default:
                throw new InvalidOperationException($"Unknown effect {effect}.");
        }
    }

    private static ConnectionInput? Report(OrderReport? report) => report is null ? null : new ConnectionInput.OrderReported(report);

    private static ConnectionInput.SessionLost? Leverage(ConnectionEffect.SetLeverage asked, decimal now) =>
        now == asked.Leverage ? null : NoLeverage(asked, $"asked for {asked.Leverage}, got {now}");

    // Without the leverage that the margin was reckoned with there is no trading, whatever the venue's reason.
    private static ConnectionInput.SessionLost NoLeverage(ConnectionEffect.SetLeverage asked, string why) =>
        new($"leverage of {asked.Symbol}: {why}");

    // Nothing that happened at the venue after the call began is promised to be in the answer.
    private DateTimeOffset CoveredTo => requests.Clock is { } clock ? hooks.Time.GetUtcNow() + clock.Offset - clock.ErrorBound : DateTimeOffset.MinValue;

    private async Task<LocalInput> Create(ConnectionEffect.SendCreate send)
    {
        var id = send.Intent.Id;
        var passed = 0L;
        CreateOutcome outcome;
        try
        {
            outcome = await gateway.CreateAsync(send.Intent, send.Clock, Look, cancel);
        }
        catch (Exception cause) // the port promises not to throw; if it does, a byte may have left
        {
            outcome = new CreateOutcome.Unknown($"{cause.GetType().Name}: {cause.Message}");
        }

        if (passed != 0)
            hooks.Stages.Mark(Stage.FirstByte, id.Text, passed);
        if (outcome is CreateOutcome.Accepted)
            hooks.Stages.Mark(Stage.Acked, id.Text, Stopwatch.GetTimestamp());
        return new(new ConnectionInput.CreateAnswered(id, outcome));

        RefusalReason? Look()
        {
            if (lastLook.At(send.Intent, send.Clock) is { } reason)
                return reason;
            passed = Stopwatch.GetTimestamp(); // looked at once more right before the body: the last look counts
            return null;
        }
    }

    /// <param name="what">The call, for an answer that tells nothing.</param>
    /// <param name="call">Made at once.</param>
    /// <param name="accepted">What the connection hears; null for nothing.</param>
    /// <param name="failed">What it hears of a refusal or doubt that is not about the key; `ReadFailed` where it is not given.</param>
    private void Answer<T>(
        string what, Func<Task<VenueAnswer<T>>> call, Func<T, ConnectionInput?> accepted, Func<string, ConnectionInput>? failed = null)
    {
        _ = Run();

        async Task Run()
        {
            try
            {
                var heard = await call() switch
                {
                    VenueAnswer<T>.Accepted(var value) => accepted(value),
                    VenueAnswer<T>.Rejected(VenueReject.Authentication, var text) => new ConnectionInput.AuthenticationFailed($"{what}: {text}"),
                    VenueAnswer<T>.Rejected(_, var text) => Failed(text),
                    VenueAnswer<T>.Unknown(var why) => Failed(why),
                    _ => throw new UnreachableException(),
                };
                if (heard is not null)
                    owner.Tell(new LocalInput(heard));
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                // The session has ended; its end is what the connection hears of.
            }
            catch (Exception cause) // a bug in a connector: the connection must not wait for an answer for ever
            {
                owner.Tell(new LocalInput(new ConnectionInput.ReadFailed(what, $"{cause.GetType().Name}: {cause.Message}")));
            }
        }

        ConnectionInput Failed(string why) => failed?.Invoke(why) ?? new ConnectionInput.ReadFailed(what, why);
    }
}
