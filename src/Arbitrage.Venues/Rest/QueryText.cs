using System.Text;

namespace Arbitrage.Venues.Rest;

/// <summary>Parameters of a call in the order they are sent. Gate signs them plain, MEXC as sent.</summary>
internal sealed class QueryText
{
    private readonly List<(string Name, string Value)> _parameters = [];

    public QueryText With(string name, string value)
    {
        _parameters.Add((name, value));
        return this;
    }

    public QueryText With(string name, long value) => With(name, value.ToString());

    public string Plain => string.Join('&', _parameters.Select(p => $"{p.Name}={p.Value}"));

    /// <summary>Percent-encoded with upper-case hex.</summary>
    public string Encoded
    {
        get
        {
            var text = new StringBuilder();
            foreach (var (name, value) in _parameters)
                text.Append(text.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
            return text.ToString();
        }
    }
}
