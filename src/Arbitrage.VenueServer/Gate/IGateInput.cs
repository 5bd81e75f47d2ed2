using System.Globalization;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Where a Gate call comes from: an HTTP request or a frame of the order-entry socket.</summary>
internal interface IGateInput
{
    /// <summary>Whose address counts for public limits.</summary>
    string Address { get; }

    /// <summary>The call came over the order-entry socket, which has limits of its own on futures.</summary>
    bool IsSocket { get; }

    string? Query(string name);

    string Header(string name);

    string Route(string name);

    /// <summary>Tells the client where he stands with the limit of this call.</summary>
    void Tell(RateVerdict verdict);

    /// <summary>Adds a header to the reply, where replies have headers.</summary>
    void Add(string header, string value);
}

/// <summary>An HTTP request.</summary>
internal sealed class GateHttpInput(HttpContext http) : IGateInput
{
    public string Address => http.Connection.RemoteIpAddress?.ToString() ?? "";

    public bool IsSocket => false;

    public string? Query(string name) => http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    public string Header(string name) => http.Request.Headers[name].ToString();

    public string Route(string name) => (string)http.GetRouteValue(name)!;

    public void Tell(RateVerdict verdict)
    {
        Add("X-Gate-RateLimit-Requests-Remain", WireText.Text(verdict.Remain));
        Add("X-Gate-RateLimit-Limit", WireText.Text(verdict.Limit));
        // Seconds, rounded up: a client that waits until then finds it open.
        var seconds = (verdict.Reopens.ToUnixTimeMilliseconds() + 999) / 1000;
        Add("X-Gate-RateLimit-Reset-Timestamp", seconds.ToString(CultureInfo.InvariantCulture));
    }

    public void Add(string header, string value) => http.Response.Headers[header] = value;
}
