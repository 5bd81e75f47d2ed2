using System.Threading.Channels;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;

namespace Arbitrage.VenueServer.Tests.Connectors;

/// <summary>What a private stream said, in order.</summary>
internal sealed class StreamSink : IPrivateStreamSink
{
    private readonly Channel<object> _said = Channel.CreateUnbounded<object>();

    public void OnUp() => _said.Writer.TryWrite("up");

    public void OnDown(string why) => _said.Writer.TryWrite("down: " + why);

    public void OnOrder(OrderReport report) => _said.Writer.TryWrite(report);

    public void OnTrade(AccountFact.Trade trade) => _said.Writer.TryWrite(trade);

    public void OnAccountHint() => _said.Writer.TryWrite("hint");

    public void OnForcedClose(ForcedClose close) => _said.Writer.TryWrite(close);

    /// <summary>What was said up to and with the first that fits.</summary>
    public async Task<List<object>> UntilAsync(Func<object, bool> last)
    {
        var all = new List<object>();
        while (true)
        {
            all.Add(await _said.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
            if (last(all[^1]))
                return all;
        }
    }
}
