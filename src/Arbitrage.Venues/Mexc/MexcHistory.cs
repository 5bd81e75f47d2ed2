using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Mexc;

/// <summary>
/// What MEXC lets an account read of its past. There is no ledger call: deposits, withdrawals and transfers to and from futures are what exists.
/// Interest, airdrops, dust conversion and transfers between users (their rows don't say in which direction) show up as an unexplained balance.
/// </summary>
internal sealed class MexcHistory(MexcRest rest, ILogger log)
{
    private const int TradesPage = 100;
    private const int WalletPage = 1000;
    private const int TransferPage = 100;

    // Wallet lists take windows of at most 7 days.
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(7);

    // So that a trade stamped by a clock ahead of ours is inside the window.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private bool _walletRefused;

    /// <summary>
    /// All trades since a time. The call gives at most 100, in no documented order and without a cursor: a full answer is asked again in two
    /// halves that share their border.
    /// </summary>
    public Task<VenueAnswer<List<AccountFact.Trade>>> TradesAsync(Instrument instrument, DateTimeOffset from, CancellationToken cancel) => WindowsAsync(
        "/api/v3/myTrades", TradesPage, instrument, from, rest.Clock.Now + Slack, row => MexcWire.Trade(row, instrument), cancel);

    /// <summary>Rows of one symbol between two times, by halving a window until its answer is not full.</summary>
    public async Task<VenueAnswer<List<T>>> WindowsAsync<T>(
        string path, int limit, Instrument instrument, DateTimeOffset from, DateTimeOffset to, Func<JsonElement, T> read, CancellationToken cancel)
    {
        var found = new List<T>();
        var windows = new Stack<(long From, long To)>();
        windows.Push((from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds()));
        while (windows.TryPop(out var window))
        {
            var answer = await rest.GetAsync(
                path,
                () => new QueryText().With("symbol", instrument.VenueSymbol).With("startTime", window.From).With("endTime", window.To)
                    .With("limit", limit),
                json => json.Rows().Select(read).ToList(), cancel);
            if (answer is not VenueAnswer<List<T>>.Accepted(var rows))
                return answer;
            if (rows.Count < limit)
            {
                found.AddRange(rows);
                continue;
            }

            if (window.To - window.From < 2)
                return rest.Doubt<List<T>>($"GET {path}", $"{rows.Count} rows within {window.To - window.From} ms can't be told to be all");
            var middle = window.From + ((window.To - window.From) / 2);
            windows.Push((window.From, middle));
            windows.Push((middle, window.To));
        }

        return new VenueAnswer<List<T>>.Accepted(found);
    }

    /// <summary>Deposits, withdrawals and transfers. Without the permission to read the wallet there are none, which is said once.</summary>
    public async Task<VenueAnswer<List<AccountFact.Row>>> RowsAsync(DateTimeOffset from, CancellationToken cancel)
    {
        var rows = new List<AccountFact.Row>();
        for (var start = from; start < rest.Clock.Now; start += LongestWindow)
        {
            var window = (From: start.ToUnixTimeMilliseconds(), To: (start + LongestWindow).ToUnixTimeMilliseconds());
            Func<Task<VenueAnswer<List<AccountFact.Row>>>>[] lists =
            [
                () => WalletAsync("/api/v3/capital/deposit/hisrec", window, Deposit, cancel),
                () => WalletAsync("/api/v3/capital/withdraw/history", window, Withdrawal, cancel),
                () => TransfersAsync("SPOT", "FUTURES", -1, window, cancel),
                () => TransfersAsync("FUTURES", "SPOT", +1, window, cancel),
            ];
            foreach (var list in lists)
            {
                var answer = WithoutPermission(await list());
                if (answer is not VenueAnswer<List<AccountFact.Row>>.Accepted(var more))
                    return answer;
                rows.AddRange(more);
            }
        }

        return new VenueAnswer<List<AccountFact.Row>>.Accepted(rows);
    }

    // Wallet and transfer reading are permissions of their own that a trading key need not have.
    private VenueAnswer<List<AccountFact.Row>> WithoutPermission(VenueAnswer<List<AccountFact.Row>> answer)
    {
        if (answer is not VenueAnswer<List<AccountFact.Row>>.Rejected(VenueReject.Authentication, var why))
            return answer;
        if (!_walletRefused)
            log.LogWarning("Deposits, withdrawals or transfers of {Venue} can't be read with this key: {Why}", Venue.MexcSpot, why);
        _walletRefused = true;
        return new VenueAnswer<List<AccountFact.Row>>.Accepted([]);
    }

    private async Task<VenueAnswer<List<AccountFact.Row>>> WalletAsync(
        string path, (long From, long To) window, Func<JsonElement, AccountFact.Row?> read, CancellationToken cancel)
    {
        var answer = await rest.GetAsync(
            path,
            () => new QueryText().With("startTime", window.From).With("endTime", window.To).With("limit", WalletPage),
            json => json.Rows().Select(read).ToList(), cancel);
        return answer is VenueAnswer<List<AccountFact.Row?>>.Accepted({ Count: >= WalletPage } rows)
            ? rest.Doubt<List<AccountFact.Row>>($"GET {path}", $"{rows.Count} rows in one window can't be told to be all")
            : answer.Map(all => all.OfType<AccountFact.Row>().ToList());
    }

    private async Task<VenueAnswer<List<AccountFact.Row>>> TransfersAsync(
        string source, string target, int sign, (long From, long To) window, CancellationToken cancel)
    {
        var found = new List<AccountFact.Row>();
        for (var page = 1; ; page++)
        {
            var number = page;
            var answer = await rest.GetAsync(
                "/api/v3/capital/transfer",
                () => new QueryText().With("fromAccountType", source).With("toAccountType", target).With("startTime", window.From)
                    .With("endTime", window.To).With("page", number).With("size", TransferPage),
                json => TransferRows(json).Select(row => Transfer(row, sign)).ToList(), cancel);
            if (answer is not VenueAnswer<List<AccountFact.Row?>>.Accepted(var rows))
                return answer.As<List<AccountFact.Row>>();
            found.AddRange(rows.OfType<AccountFact.Row>());
            if (rows.Count < TransferPage)
                return new VenueAnswer<List<AccountFact.Row>>.Accepted(found);
        }
    }

    // The documentation's sample wraps the page in an array, its table does not.
    internal static List<JsonElement> TransferRows(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
            return [.. json.EnumerateArray().SelectMany(TransferRows)];
        return json.Field("rows") is { } rows ? [.. rows.Rows()] : [];
    }

    // 5 is success, 12 completed; a deposit has no id but that of its transaction on the chain.
    internal static AccountFact.Row? Deposit(JsonElement row) => row.Required("status") is 5m or 12m
        ? Row($"deposit:{row.RequiredText("coin")}:{row.RequiredText("txId")}", row.RequiredText("coin"), Bounds.Balance(row.Required("amount")), row.Milliseconds("insertTime"))
        : null;

    internal static AccountFact.Row? Withdrawal(JsonElement row) => row.Required("status") == 7m
        ? Row($"withdraw:{row.RequiredText("id")}", row.RequiredText("coin"), -Bounds.Balance(row.Required("amount")), row.Milliseconds("applyTime"))
        : null;

    internal static AccountFact.Row? Transfer(JsonElement row, int sign) => row.RequiredText("status") == "SUCCESS"
        ? Row($"transfer:{row.RequiredText("tranId")}", row.RequiredText("asset"), sign * Bounds.Balance(row.Required("amount")), row.Milliseconds("timestamp"))
        : null;

    private static AccountFact.Row Row(string id, string asset, decimal change, DateTimeOffset at) =>
        new($"row:{id}", null, at, id, RowKind.Transfer, new(asset.ToUpperInvariant()), change);
}
