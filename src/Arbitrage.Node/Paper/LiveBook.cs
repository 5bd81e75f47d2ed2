using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Node.Paper;

/// <summary>One real book that a venue model shows as its own.</summary>
internal sealed class LiveBook
{
    private readonly Lock _gate = new();
    private readonly Book _book = new();
    private readonly BookSlot _slot;
    private readonly VenueModel _model;
    private readonly TimeSpan _staleAfter;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private bool _isShown;
    private long _shown;

    /// <param name="slot">Where the stream puts the real one.</param>
    /// <param name="model">Whose it becomes.</param>
    /// <param name="staleAfter">Age at which it counts nothing.</param>
    /// <param name="time">Clock.</param>
    /// <param name="log">Told when it is taken away and when it is back.</param>
    public LiveBook(BookSlot slot, VenueModel model, TimeSpan staleAfter, TimeProvider time, ILogger log)
    {
        (_slot, _model, _staleAfter, _time, _log) = (slot, model, staleAfter, time, log);
        slot.OnChange(Take);
    }

    /// <summary>How often it was taken away after it had been there.</summary>
    public int Outages { get; private set; }

    /// <summary>A new state is in the slot.</summary>
    public void Take()
    {
        lock (_gate)
        {
            _slot.Read(_book);
            Show();
        }
    }

    /// <summary>Hears of nothing any more.</summary>
    public void Detach() => _slot.OnChange(null);

    /// <summary>Looks whether it has grown old.</summary>
    public void Watch()
    {
        lock (_gate)
            Show();
    }

    private void Show()
    {
        var now = _time.GetUtcNow();
        if (!_book.IsUsable || now - _book.AliveAt > _staleAfter)
        {
            if (!_isShown)
                return;
            _isShown = false;
            Outages++;
            _model.SetBook(_slot.Symbol, [], [], now);
            _log.LogWarning("{Venue} {Symbol}: no fresh book; the venue model fills nothing", _slot.Venue, _slot.Symbol);
            return;
        }

        if (_isShown && _book.Sequence == _shown)
            return;
        if (!_isShown)
            _log.LogInformation("{Venue} {Symbol}: the venue model shows the real book", _slot.Venue, _slot.Symbol);
        (_isShown, _shown) = (true, _book.Sequence);
        _model.SetBook(_slot.Symbol, _book.Bids, _book.Asks, now);
    }
}
