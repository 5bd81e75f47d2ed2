using System.Globalization;
using System.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Serving;
using Microsoft.AspNetCore.WebUtilities;

namespace Arbitrage.VenueServer.Mexc;

/// <summary>One REST call at MEXC; parameters come in the query, in a form body, or both.</summary>
internal sealed class MexcCall
{
    private readonly HttpContext _http;
    private readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal);

    public MexcCall(HttpContext http, VenueModel model, byte[] body, DateTimeOffset at)
    {
        (_http, Model, At, RawBody) = (http, model, at, Encoding.UTF8.GetString(body));
        RawQuery = http.Request.QueryString.HasValue ? http.Request.QueryString.Value![1..] : "";
        foreach (var (name, values) in QueryHelpers.ParseQuery(RawBody.StartsWith('{') ? "" : RawBody))
            _parameters[name] = values.ToString();
        foreach (var (name, values) in http.Request.Query)
            _parameters[name] = values.ToString();
    }

    private MexcCall(MexcCall whole, JsonElement item)
    {
        (_http, Model, At, RawQuery, RawBody) = (whole._http, whole.Model, whole.At, whole.RawQuery, whole.RawBody);
        foreach (var field in item.EnumerateObject())
            _parameters[field.Name] = field.Value.ToString();
    }

    public VenueModel Model { get; }

    public DateTimeOffset At { get; }

    public string Method => _http.Request.Method;

    public string RawQuery { get; }

    public string RawBody { get; }

    /// <summary>When the request expires; set once it is authenticated.</summary>
    public DateTimeOffset? Expiry { get; set; }

    public string Header(string name) => _http.Request.Headers[name].ToString();

    public string? Find(string name) => _parameters.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>A parameter that is a JSON list of objects, each as a call of its own.</summary>
    /// <exception cref="MexcRefusalException">It is something else.</exception>
    public List<MexcCall> Items(string name)
    {
        try
        {
            using var list = JsonDocument.Parse(Required(name));
            return [.. list.RootElement.EnumerateArray().Select(item => new MexcCall(this, item))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new MexcRefusalException(33333, $"Parameter error: {name}");
        }
    }

    public string Required(string name) =>
        Find(name) ?? throw new MexcRefusalException(44444, $"Mandatory parameter '{name}' was not sent");

    public decimal Decimal(string name) =>
        Find(name) is not { } text ? 0m
        : WireText.TryParse(text, out var value) && value >= 0m ? value
        : throw new MexcRefusalException(33333, $"Parameter error: {name}");

    public long? Whole(string name) =>
        Find(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
        : throw new MexcRefusalException(33333, $"Parameter error: {name}");

    public Instrument Instrument() => FindInstrument(Required("symbol")) ?? throw new MexcRefusalException(-1121, "Invalid symbol.");

    public Instrument? FindInstrument(string venueSymbol) => Model.Instruments.FirstOrDefault(i => i.VenueSymbol == venueSymbol);

    /// <summary>Between startTime and endTime (both inclusive), at most a page of it, newest first.</summary>
    public IEnumerable<T> Page<T>(IEnumerable<T> oldestFirst, Func<T, DateTimeOffset> time, int otherwise, int largest)
    {
        var (from, to) = (Whole("startTime"), Whole("endTime"));
        var limit = (int)Math.Min(Whole("limit") ?? otherwise, largest);
        return oldestFirst.Reverse()
            .Where(row => (from is null || WireText.Milliseconds(time(row)) >= from)
                && (to is null || WireText.Milliseconds(time(row)) <= to))
            .Take(limit);
    }
}
