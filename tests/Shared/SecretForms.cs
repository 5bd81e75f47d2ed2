using System.Text;

namespace Arbitrage.Tests.Shared;

/// <summary>A secret in every form in which something that writes texts or bytes might leave it.</summary>
internal sealed class SecretForms
{
    private readonly List<(string Name, byte[] Bytes)> _forms = [];

    /// <param name="secrets">Recognisable: at least eight characters each.</param>
    public SecretForms(params string[] secrets)
    {
        foreach (var secret in secrets)
        {
            Assert.True(secret.Length >= 8, "too short to be told from something else");
            Add("plain", secret);
            Add("lower case", secret.ToLowerInvariant());
            Add("upper case", secret.ToUpperInvariant());
            Add("URL-encoded", Uri.EscapeDataString(secret));
            Add("URL-encoded, lower case", Uri.EscapeDataString(secret).ToLowerInvariant());
            Add("JSON", System.Text.Json.JsonSerializer.Serialize(secret)[1..^1]);
            Add("hex", Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)));
            Add("hex, upper case", Convert.ToHexString(Encoding.UTF8.GetBytes(secret)));
            foreach (var form in Base64(secret))
                Add("base64", form);
            Add("UTF-16", secret, Encoding.Unicode);
            Add("UTF-16, big endian", secret, Encoding.BigEndianUnicode);
        }
    }

    /// <summary>Names of the forms.</summary>
    public IEnumerable<string> Names => _forms.Select(f => f.Name).Distinct();

    /// <summary>Bytes of a form.</summary>
    public IEnumerable<byte[]> Of(string name) => _forms.Where(f => f.Name == name).Select(f => f.Bytes);

    /// <summary>The forms that are somewhere in these bytes.</summary>
    public IEnumerable<string> In(ReadOnlyMemory<byte> bytes) => _forms.Where(f => bytes.Span.IndexOf(f.Bytes) >= 0).Select(f => f.Name).Distinct();

    /// <summary>The forms that are somewhere in a text.</summary>
    public IEnumerable<string> In(string text) => In(Encoding.UTF8.GetBytes(text));

    // What is sure of the base64 of a longer text that holds it, at each of the three places where it may begin.
    private static IEnumerable<string> Base64(string secret)
    {
        for (var before = 0; before < 3; before++)
        {
            var whole = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('-', before) + secret + "--"));
            var (from, to) = (((before * 8) + 5) / 6, (before + secret.Length) * 8 / 6);
            yield return whole[from..to];
        }
    }

    private void Add(string name, string text, Encoding? encoding = null) => _forms.Add((name, (encoding ?? Encoding.UTF8).GetBytes(text)));
}
