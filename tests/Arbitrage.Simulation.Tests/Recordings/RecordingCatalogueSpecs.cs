using System.IO.Compression;
using System.Text;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Simulation.Tests.Recordings;

public sealed class RecordingCatalogueSpecs : IDisposable
{
    private const string Mapping = """
        {
         "scenarios": [
          { "id": "two", "folder": "f_usdt_2025-10-18", "relabelled": false,
            "legs": { "gate_spot": { "file": "q.csv", "columns": ["g_bid", "g_ask"] }, "gate_futures": null,
                      "mexc_spot": { "file": "q.csv.gz", "columns": ["m_bid", "m_ask"] } } },
          { "id": "other", "folder": "f_usdt_2025-10-18", "relabelled": true, "legs": {} }
         ]
        }
        """;

    private const string Quotes = """
        at,m_bid,m_ask,g_bid,g_ask
        2025-10-18T10:00:00Z,1.0,1.1,,
        2025-10-18T10:00:01Z,1.2,1.3,0.9,1.0
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("recordings");

    [Fact]
    public void A_scenario_is_read_in_time_order_without_inventing_updates()
    {
        Given(Mapping, Quotes);

        var recording = RecordingCatalogue.Open(_directory.FullName).Load("two");

        Assert.Equal("F_USDT", recording.Symbol.Text);
        Assert.Equal([Venue.GateSpot, Venue.MexcSpot], recording.Recorded.ToArray());
        Assert.Equal(["0 MexcSpot 1.0", "1 GateSpot 0.9", "1 MexcSpot 1.2"],
            recording.Quotes.Select(q => FormattableString.Invariant($"{q.At.Second} {q.Venue} {q.Bid.Value}")));
        Assert.Equal(TimeSpan.FromSeconds(1), recording.Length);
    }

    [Theory]
    [InlineData("1.2,1.3,0.9,1.0", "1.2,1.3,0.9,", "line 3: key 'g_ask': the cell is empty and its partner is not; fill both or neither.")]
    [InlineData("1.2,1.3", "1.2,-1", "line 3: key 'm_ask': '-1' is not a price above zero.")]
    [InlineData("1.2,1.3", "1.2,1e3", "line 3: key 'm_ask': '1e3' is not a price above zero.")]
    [InlineData("2025-10-18T10:00:01Z", "yesterday", "line 3: key 'at': 'yesterday' is not a time like 2025-10-18T10:54:37Z.")]
    [InlineData("2025-10-18T10:00:01Z", "2025-10-18T09:00:01Z", "line 3: key 'at': it is before the line above; sort the file by time.")]
    [InlineData("m_bid,m_ask", "x,m_ask", "line 1: key 'm_bid': no such column; there are at, x, m_ask, g_bid, g_ask.")]
    public void A_wrong_cell_is_named_by_file_line_and_key(string right, string wrong, string message)
    {
        Given(Mapping, Quotes.Replace(right, wrong, StringComparison.Ordinal));

        var error = Assert.Throws<RecordingException>(() => RecordingCatalogue.Open(_directory.FullName).Load("two"));

        Assert.StartsWith(Path.Combine(_directory.FullName, "f_usdt_2025-10-18", "q.csv"), error.Message, StringComparison.Ordinal);
        Assert.EndsWith(message, error.Message, StringComparison.Ordinal);
        Assert.False(error.IsMissing);
    }

    [Theory]
    [InlineData("\"scenarios\": [", "\"scenarios\": [[", "line 8: not JSON; correct the text there.")]
    [InlineData("\"scenarios\"", "\"scenario\"", "line 1: key 'scenarios' is missing; it has to be a list of scenarios.")]
    [InlineData("\"folder\": \"f_usdt_2025-10-18\", \"relabelled\": false", "\"relabelled\": false", "line 3: scenario 'two', key 'folder': it has to be a text.")]
    [InlineData("f_usdt_2025-10-18\", \"relabelled\": false", "nothing_usdt\", \"relabelled\": false", "no such file; mapping.json names it.")]
    [InlineData("[\"g_bid\", \"g_ask\"]", "[\"g_bid\"]", "line 3: scenario 'two', key 'columns': it has to be a list of two names, bid and ask.")]
    public void A_wrong_mapping_is_named_by_line_and_key(string right, string wrong, string message)
    {
        Given(Mapping.Replace(right, wrong, StringComparison.Ordinal), Quotes);

        var error = Assert.Throws<RecordingException>(() => RecordingCatalogue.Open(_directory.FullName).Load("two"));

        Assert.EndsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_and_relabelled_scenarios_are_refused_with_the_ones_that_exist()
    {
        Given(Mapping, Quotes);
        var catalogue = RecordingCatalogue.Open(_directory.FullName);

        Assert.EndsWith("no scenario 'three'; choose one of two, other.",
            Assert.Throws<RecordingException>(() => catalogue.Load("three")).Message, StringComparison.Ordinal);
        Assert.Contains("another venue's", Assert.Throws<RecordingException>(() => catalogue.Load("other")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_what_its_name_says_is_an_error_and_not_an_empty_recording()
    {
        Given(Mapping, Quotes);
        var file = Path.Combine(_directory.FullName, "f_usdt_2025-10-18", "q.csv.gz");
        File.WriteAllText(file, "not gzip at all");

        Assert.Contains("not gzip",
            Assert.Throws<RecordingException>(() => RecordingCatalogue.Open(_directory.FullName).Load("two")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_directory_or_mapping_is_a_missing_resource()
    {
        Assert.True(Assert.Throws<RecordingException>(() => RecordingCatalogue.Open(_directory.FullName)).IsMissing);
        Assert.True(Assert.Throws<RecordingException>(() => RecordingCatalogue.Open(Path.Combine(_directory.FullName, "no"))).IsMissing);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private void Given(string mapping, string quotes)
    {
        var folder = _directory.CreateSubdirectory("f_usdt_2025-10-18");
        File.WriteAllText(Path.Combine(_directory.FullName, "mapping.json"), mapping);
        File.WriteAllText(Path.Combine(folder.FullName, "q.csv"), quotes);
        using var zip = new GZipStream(File.Create(Path.Combine(folder.FullName, "q.csv.gz")), CompressionLevel.Fastest);
        zip.Write(Encoding.UTF8.GetBytes(quotes));
    }
}
