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
internal sealed class VenueCalls(ITradingGateway gateway, LastLook lastLook, ActorHooks hooks, IActorRef owner, CancellationToken cancel)
{
    /// <summary>Last measurement, to say up to which venue time a read covers.</summary>
    public ClockReading Clock { get; set; }

    public void Make(ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.SendCreate send:
                _ = Create(send).PipeTo(owner);
                break;
            case ConnectionEffect.SendCancel e:
                Answer("cancel", async () => Report(await gateway.CancelAsync(e.Symbol, e.Id, e.VenueOrderId, cancel)));
                break;
            case ConnectionEffect.QueryOrder e:
                Answer("query", async () =>
                    Report(await gateway.QueryAsync(e.Symbol, e.Id, e.VenueOrderId, cancel)) ?? (ConnectionInput)new ConnectionInput.OrderNotFound(e.Id));
                break;
            case ConnectionEffect.ReadOpenOrders:
                Answer("open_orders", async () => new ConnectionInput.OpenOrdersRead(await gateway.ReadOpenOrdersAsync(cancel)));
                break;
            case ConnectionEffect.ReadTrades e:
                Answer("trades", ReadTrades(e));
                break;
            case ConnectionEffect.ReadRows e:
                Answer("rows", ReadRows(e));
                break;
            case ConnectionEffect.ReadAccount:
                Answer("account", async () => new ConnectionInput.AccountRead(await gateway.ReadAccountAsync(cancel)));
                break;
            case ConnectionEffect.SetLeverage e:
                Answer("leverage", SetLeverage(e));
                break;
            case ConnectionEffect.ArmDeadMan e:
                Answer("dead_man", async () =>
                {
                    await gateway.ArmDeadManAsync(e.Countdown, cancel);
                    return null;
                });
                break;
            default:
                throw new InvalidOperationException($"Unknown effect {effect}.");
        }
    }

    private static ConnectionInput.OrderReported? Report(OrderReport? report) => report is null ? null : new(report);

    // Nothing that happened at the venue after the call began is promised to be in the answer.
    private DateTimeOffset CoveredTo => hooks.Time.GetUtcNow() + Clock.Offset - Clock.ErrorBound;

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

    private Func<Task<ConnectionInput?>> ReadTrades(ConnectionEffect.ReadTrades read) => async () =>
    {
        var to = CoveredTo;
        return new ConnectionInput.TradesRead(read.Symbol, read.From, to, await gateway.ReadTradesAsync(read.Symbol, read.From, cancel));
    };

    private Func<Task<ConnectionInput?>> ReadRows(ConnectionEffect.ReadRows read) => async () =>
    {
        var to = CoveredTo;
        return new ConnectionInput.RowsRead(read.From, to, await gateway.ReadRowsAsync(read.From, cancel));
    };

    private Func<Task<ConnectionInput?>> SetLeverage(ConnectionEffect.SetLeverage set) => async () =>
    {
        try
        {
            await gateway.SetLeverageAsync(set.Symbol, set.Leverage, cancel);
            return null;
        }
        catch (VenueException cause) when (!cause.IsAuthentication)
        {
            return new ConnectionInput.SessionLost($"leverage of {set.Symbol}: {cause.Message}");
        }
    };

    private void Answer(string what, Func<Task<ConnectionInput?>> call)
    {
        _ = Run();

        async Task Run()
        {
            try
            {
                if (await call() is { } input)
                    owner.Tell(new LocalInput(input));
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                // The session has ended; its end is what the connection hears of.
            }
            catch (VenueException cause) when (cause.IsAuthentication)
            {
                owner.Tell(new LocalInput(new ConnectionInput.AuthenticationFailed(cause.Message)));
            }
            catch (Exception cause)
            {
                owner.Tell(new LocalInput(new ConnectionInput.ReadFailed(what, cause.Message)));
            }
        }
    }
}
