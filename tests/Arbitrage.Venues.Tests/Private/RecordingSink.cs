using System.Threading.Channels;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>What a private stream said, in order: `up`, `down`, `hint`, an order report or a trade.</summary>
internal sealed class RecordingSink : IPrivateStreamSink
{
    private readonly Channel<object> _said = Channel.CreateUnbounded<object>();

    public void OnUp() => _said.Writer.TryWrite("up");

    public void OnDown(string why) => _said.Writer.TryWrite("down: " + why);

    public void OnOrder(OrderReport report) => _said.Writer.TryWrite(report);

    public void OnTrade(AccountFact.Trade trade) => _said.Writer.TryWrite(trade);

    public void OnAccountHint() => _said.Writer.TryWrite("hint");

    public void OnForcedClose(ForcedClose close) => _said.Writer.TryWrite(close);

    public async Task<object> NextAsync() => await _said.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>The next one of its kind; others before it are dropped.</summary>
    public async Task<T> NextAsync<T>(Func<T, bool>? which = null)
    {
        while (true)
        {
            if (await NextAsync() is T said && (which is null || which(said)))
                return said;
        }
    }

    /// <summary>Everything that was said up to now.</summary>
    public IReadOnlyList<object> Drain()
    {
        var all = new List<object>();
        while (_said.Reader.TryRead(out var said))
            all.Add(said);
        return all;
    }
}
