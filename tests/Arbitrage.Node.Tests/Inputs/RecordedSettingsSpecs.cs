using System.Text;
using Arbitrage.Node.Configuration;
using Arbitrage.Node.Inputs;

namespace Arbitrage.Node.Tests.Inputs;

/// <summary>The settings of a run's machines come back as they were, and hold nothing else.</summary>
public class RecordedSettingsSpecs
{
    private static readonly NodeConfiguration Configuration = ConfigurationReader.Read(
        [
            ConfigurationSource.Demo,
            new("keys.yaml", """
                exchanges:
                  gateio: {api_key: "${KEY}", secret_key: "${SECRET}", timeout: 3.5}
                risk_management: {lease_ttl_seconds: 7.25}
                strategy: {delta_neutral: {confidence_min: 0.8125, profit_basis: one_way, leg_timeout_ms: 4321}}
                """),
        ],
        name => name == "KEY" ? "key-7d0c" : "secret-99aa");

    [Fact]
    public void Every_setting_of_every_machine_comes_back()
    {
        var settings = RecordedSettings.Of("demo", Configuration);

        var read = RecordedSettings.FromBytes(settings.ToBytes());

        Assert.Equal(settings.Mode, read.Mode);
        Assert.Equal(settings.Risk, read.Risk);
        Assert.Equal(settings.Strategies.AsEnumerable(), read.Strategies);
        Assert.Equal(settings.Connections.Select(c => c with { Symbols = [] }), read.Connections.Select(c => c with { Symbols = [] }));
        Assert.Equal(settings.Connections.SelectMany(c => c.Symbols), read.Connections.SelectMany(c => c.Symbols));
        Assert.Equal((0.8125m, TimeSpan.FromMilliseconds(4321)), (read.Strategies[0].ConfidenceMin, read.Strategies[0].LegTimeout));
        Assert.Equal(TimeSpan.FromSeconds(7.25), read.Risk.LeaseTtl);
    }

    [Fact]
    public void No_key_secret_or_address_is_among_them()
    {
        var text = Encoding.UTF8.GetString(RecordedSettings.Of("demo", Configuration).ToBytes());

        Assert.Contains("leaseTtl", text, StringComparison.Ordinal);
        foreach (var secret in (string[])["key-7d0c", "secret-99aa", "http", "apiKey", "secretKey"])
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_setting_that_this_version_does_not_know_is_refused()
    {
        var text = Encoding.UTF8.GetString(RecordedSettings.Of("demo", Configuration).ToBytes()).Replace("leaseTtl", "leaseLife", StringComparison.Ordinal);

        var failure = Assert.Throws<FormatException>(() => RecordedSettings.FromBytes(Encoding.UTF8.GetBytes(text)));
        Assert.Contains("leaseLife", failure.Message, StringComparison.Ordinal);
    }
}
