using System.IO.Compression;
using System.Text;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Simulation.Tests.Recordings;

/// <summary>Every way in which a recording can be wrong gets one line that names file, line, column or key, and what to do.</summary>
public sealed class BadRecordingSpecs : IDisposable
{
    private const string Mapping = """
        {
         "scenarios": [
          { "id": "quotes", "folder": "f_usdt_2025-10-18", "relabelled": false,
            "legs": { "gate_spot": { "file": "quotes.csv.gz", "columns": ["bid", "ask"] }, "mexc_spot": null } },
          { "id": "sized", "folder": "f_usdt_2025-10-18", "legs": { "gate_futures": { "file": "sized.csv.gz", "size_unit": "contracts" } } },
          { "id": "counted", "folder": "f_usdt_2025-10-18", "relabelled": true, "legs": { "gate_spot": { "really": "Other spot FUSDT", "files": "spot.*" } } },
          { "id": "minute", "folder": "f_usdt_2025-10-18", "relabelled": true, "valid": "2025-10-18T00:00:00Z to 12:00:00Z",
            "legs": { "gate_spot": { "file": "f.quote_1m.csv.gz" }, "mexc_spot": { "file": "f.trade_1m.csv.gz" } } },
          { "id": "books", "folder": "f_usdt_2025-10-18", "legs": { "gate_spot": { "file": "orderbooks_{F}_USDT.csv.gz", "levels": 2 } } }
         ]
        }
        """;

    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["quotes.csv.gz"] = "at,bid,ask\n2025-10-18T10:00:00Z,1.0,1.1\n2025-10-18T10:00:01Z,1.2,1.3\n",
        ["sized.csv.gz"] = "timestamp_utc,bid_price,bid_qty,ask_price,ask_qty\n2025-10-18T10:00:00Z,1.0,5,1.1,6\n",
        ["spot.book_ticker.csv.gz"] = "seq,local_ts_ns,event_ms,transaction_ms,update_id,bid_price,bid_qty,ask_price,ask_qty\n"
            + "2,1723161254087891200,,,20,1.0,5,1.1,6\n6,1723161254087891900,,,25,1.2,5,1.3,6\n",
        ["spot.depth.csv.gz"] = "seq,local_ts_ns,event_ms,transaction_ms,first_update_id,final_update_id,prev_final_update_id,side,price,qty\n"
            + "1,1723161254087891100,1723161255208,,17,19,,bid,0.9,1\n1,1723161254087891100,1723161255208,,17,19,,ask,1.4,0\n"
            + "4,1723161254087891700,1723161255208,,20,22,,bid,0.9,0\n",
        ["spot.depth_snapshot.csv.gz"] = "seq,local_ts_ns,event_ms,transaction_ms,last_update_id,side,price,qty\n"
            + "3,1723161254087891500,,,20,bid,1.0,5\n3,1723161254087891500,,,20,bid,0.9,1\n3,1723161254087891500,,,20,ask,1.1,6\n",
        ["spot.trades.csv.gz"] = "seq,local_ts_ns,event_ms,trade_ms,trade_id,price,qty,trade_type,buyer_is_maker\n"
            + "5,1723161254087891800,1723161255343,1723161255342,70,1.05,2,,true\n",
        ["f.quote_1m.csv.gz"] = "ms_since_midnight_utc,bid_open,bid_high,bid_low,bid_close,bid_size,ask_open,ask_high,ask_low,ask_close,ask_size\n"
            + "0,1,1,1,1.0,5,1,1,1,1.1,6\n60000,1,1,1,1.2,5,1,1,1,1.3,6\n",
        ["f.trade_1m.csv.gz"] = "ms_since_midnight_utc,open,high,low,close,volume\n0,1,1,1,1.05,9\n",
        ["orderbooks_F_USDT.csv.gz"] = "timestamp,sequence,exchange_timestamp,bid_price_0,bid_size_0,ask_price_0,ask_size_0,bid_price_1,bid_size_1,ask_price_1,ask_size_1\n"
            + "1756903691.24,100,1756903691108,1.0,5,1.1,6,0.9,2,1.2,3\n1756903691.35,101,1756903691212,1.0,4,1.1,6,0.9,2,1.2,3\n",
        ["trades_F_USDT.csv.gz"] = "timestamp,price,size,side,trade_id,exchange_timestamp\n1756903691.30,1.05,9e-06,buy,7,1756903691200.5\n",
    };

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("recordings");

    private string Folder => Path.Combine(_directory.FullName, "f_usdt_2025-10-18");

    [Theory]
    [InlineData("quotes", 2)]
    [InlineData("sized", 1)]
    [InlineData("counted", 6)]
    [InlineData("minute", 3)]
    [InlineData("books", 3)]
    public void The_recordings_that_are_spoiled_below_are_right_before(string id, int records)
    {
        Given();

        Assert.Equal(records, Read(id));
    }

    [Theory]
    // quotes: time, cells, prices
    [InlineData("quotes", "quotes.csv.gz", "at,bid", "at,bud", "line 1: key 'bid': no such column; there are at, bud, ask.")]
    [InlineData("quotes", "quotes.csv.gz", "bid,ask", "bid,bid", "line 1: key 'bid': the header names this column 2 times; each needs its own name.")]
    [InlineData("quotes", "quotes.csv.gz", "10:00:01Z", "09:00:01Z", "line 3: key 'at': it is before the line above; sort the file by time.")]
    [InlineData("quotes", "quotes.csv.gz", "2025-10-18T10:00:01Z", "soon", "line 3: key 'at': 'soon' is not a time like 2025-10-18T10:54:37Z.")]
    [InlineData(
        "quotes", "quotes.csv.gz", "1.2,1.3", "1.3,1.3",
        "line 3: key 'bid': bid 1.3 is not below ask 1.3: the book is crossed; correct the row or take it out.")]
    [InlineData(
        "quotes", "quotes.csv.gz", "1.2,1.3", "1.4,1.3",
        "line 3: key 'bid': bid 1.4 is not below ask 1.3: the book is crossed; correct the row or take it out.")]
    [InlineData("quotes", "quotes.csv.gz", "1.2,1.3", "-1.2,1.3", "line 3: key 'bid': '-1.2' is not a price above zero.")]
    [InlineData("quotes", "quotes.csv.gz", "1.2,1.3", "0,1.3", "line 3: key 'bid': '0' is not a price above zero.")]
    [InlineData("quotes", "quotes.csv.gz", "1.2,1.3", "NaN,1.3", "line 3: key 'bid': 'NaN' is not a price above zero.")]
    [InlineData("quotes", "quotes.csv.gz", "1.2,1.3", "1.2,13e-1", "line 3: key 'ask': '13e-1' is not a price above zero.")]
    [InlineData("quotes", "quotes.csv.gz", "1.2,1.3", ",1.3", "line 3: key 'bid': the cell is empty and its partner is not; fill both or neither.")]
    [InlineData("quotes", "quotes.csv.gz", "1.2,1.3", "1.2,", "line 3: key 'ask': the cell is empty and its partner is not; fill both or neither.")]
    [InlineData("quotes", "quotes.csv.gz", "1.2,1.3\n", "1.2", "line 3: the row has 2 cells of 3; it was cut or joined, copy the file again.")]
    [InlineData("quotes", "quotes.csv.gz", "1.2,1.3\n", "1.2,1.3,1.4\n", "line 3: the row has 4 cells of 3; it was cut or joined, copy the file again.")]
    [InlineData("quotes", "quotes.csv.gz", "1.2,1.3", "\"1.2,1.3", "line 3: key 'bid': '\"1.2' is not a price above zero.")]
    // sizes
    [InlineData("sized", "sized.csv.gz", "1.0,5", "1.0,0", "line 2: key 'bid_qty': '0' is not a size above zero.")]
    [InlineData(
        "sized", "sized.csv.gz", ",ask_qty", ",ask_size",
        "line 1: key 'ask_qty': no such column; there are timestamp_utc, bid_price, bid_qty, ask_price, ask_size.")]
    // numbered messages
    [InlineData(
        "counted", "spot.book_ticker.csv.gz", "6,1723161254087891900,,,25", "6,1723161254087891900,,,19",
        "line 3: key 'update_id': 19 is below 20 of the line above; update ids never fall.")]
    [InlineData(
        "counted", "spot.book_ticker.csv.gz", "6,1723161254087891900", "6,1723161254087890900",
        "line 3: key 'local_ts_ns': it is before the line above; sort the file by time.")]
    [InlineData(
        "counted", "spot.book_ticker.csv.gz", "6,1723161254087891900", "1,1723161254087891900",
        "line 3: key 'seq': 1 does not follow 2; sort the file by seq.")]
    [InlineData("counted", "spot.book_ticker.csv.gz", "6,1723161254087891900", "6,now", "line 3: key 'local_ts_ns': 'now' is not a whole number above zero.")]
    [InlineData(
        "counted", "spot.trades.csv.gz", "5,1723161254087891800", "4,1723161254087891800",
        "line 2: key 'seq': message 4 is received before or with message 4, which another file of the instrument has; seq and time have to rise together.")]
    [InlineData("counted", "spot.trades.csv.gz", "true", "yes", "line 2: key 'buyer_is_maker': 'yes' is not true or false.")]
    [InlineData(
        "counted", "spot.depth.csv.gz", ",20,22,", ",20,18,",
        "line 4: key 'final_update_id': 18 does not follow 19 of the message above; update ids rise.")]
    [InlineData(
        "counted", "spot.depth.csv.gz", ",20,22,", ",23,22,",
        "line 4: key 'final_update_id': 22 is below the first id of its message, 23; update ids rise.")]
    [InlineData("counted", "spot.depth.csv.gz", "ask,1.4,0", "offer,1.4,0", "line 3: key 'side': 'offer' is not bid, ask or none.")]
    [InlineData("counted", "spot.depth.csv.gz", "ask,1.4,0", "ask,1.4,-1", "line 3: key 'qty': '-1' is not a size of zero or more.")]
    [InlineData(
        "counted", "spot.depth_snapshot.csv.gz", "bid,0.9", "bid,1.0",
        "line 3: key 'price': 1 is not worse than the level before it, 1; levels go from best to worst.")]
    [InlineData(
        "counted", "spot.depth_snapshot.csv.gz", "ask,1.1", "ask,1.0",
        "line 4: key 'price': bid 1 is not below ask 1: the book is crossed; correct the row or take it out.")]
    [InlineData("counted", "spot.depth_snapshot.csv.gz", "ask,1.1,6", "ask,1.1,0", "line 4: key 'qty': '0' is not a size above zero.")]
    // minute bars
    [InlineData("minute", "f.quote_1m.csv.gz", "60000,", "86400000,", "line 3: key 'ms_since_midnight_utc': '86400000' is not within a day of 86400000 ms.")]
    [InlineData(
        "minute", "f.quote_1m.csv.gz", "1.2,5", "1.4,5",
        "line 3: key 'bid_close': bid 1.4 is not below ask 1.3: the book is crossed; correct the row or take it out.")]
    [InlineData("minute", "f.trade_1m.csv.gz", "1.05,9", "-1.05,9", "line 2: key 'close': '-1.05' is not a price above zero.")]
    // whole books and trades
    [InlineData(
        "books", "orderbooks_F_USDT.csv.gz", "1756903691.35,101", "1756903691.35,99",
        "line 3: key 'sequence': 99 does not follow 100 of the line above; update ids rise.")]
    [InlineData(
        "books", "orderbooks_F_USDT.csv.gz", "1756903691.35,", "1756903691.14,",
        "line 3: key 'timestamp': it is before the line above; sort the file by time.")]
    [InlineData(
        "books", "orderbooks_F_USDT.csv.gz", "1.0,4,1.1", "1.2,4,1.1",
        "line 3: key 'bid_price_0': bid 1.2 is not below ask 1.1: the book is crossed; correct the row or take it out.")]
    [InlineData(
        "books", "orderbooks_F_USDT.csv.gz", "4,1.1,6,0.9,2", "4,1.1,6,1.0,2",
        "line 3: key 'bid_price_1': 1 is not worse than the level before it, 1; levels go from best to worst.")]
    [InlineData(
        "books", "orderbooks_F_USDT.csv.gz", "4,1.1,6,0.9,2", "4,1.1,6,,2",
        "line 3: key 'bid_price_1': the cell is empty and its partner is not; fill both or neither.")]
    [InlineData(
        "books", "orderbooks_F_USDT.csv.gz", "ask_price_1", "ask_price_3",
        "line 1: key 'ask_price_1': no such column; there are timestamp, sequence, exchange_timestamp, bid_price_0, bid_size_0, "
            + "ask_price_0, ask_size_0, bid_price_1, bid_size_1, ask_price_3, ask_size_1.")]
    [InlineData("books", "trades_F_USDT.csv.gz", ",buy,", ",bought,", "line 2: key 'side': 'bought' is not buy or sell.")]
    [InlineData("books", "trades_F_USDT.csv.gz", "1756903691.30", "-1", "line 2: key 'timestamp': '-1' is not a Unix time.")]
    public void A_wrong_file_is_named_with_line_column_and_remedy(string id, string file, string right, string wrong, string message)
    {
        var text = Files[file];
        Given((file, Zipped(Replaced(text, right, wrong))));

        AssertFails(id, $"{Path.Combine(Folder, file)}: {message}", isMissing: false);
    }

    [Fact]
    public void A_cut_off_gzip_is_found_wherever_it_was_cut()
    {
        var rows = string.Concat(Enumerable.Range(0, 2000).Select(i => $"2025-10-18T10:{i / 60 % 60:00}:{i % 60:00}Z,{1000 + (i * 7919 % 997)},{3000 + (i * 104729 % 991)}\n"));
        var whole = Zipped("at,bid,ask\n" + rows);
        foreach (var length in (int[])[5, 12, 400, whole.Length / 2, whole.Length - 9, whole.Length - 8, whole.Length - 4, whole.Length - 1])
        {
            Given(("quotes.csv.gz", whole[..length]));

            var error = Assert.Throws<RecordingException>(() => Read("quotes"));

            Assert.StartsWith(Path.Combine(Folder, "quotes.csv.gz") + ": line ", error.Message, StringComparison.Ordinal);
            Assert.EndsWith(": cut off gzip: the text ends before its end; copy the file again.", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_is_not_gzip_or_empty_is_said_to_be()
    {
        var path = Path.Combine(Folder, "quotes.csv.gz");

        Given(("quotes.csv.gz", Encoding.UTF8.GetBytes(Files["quotes.csv.gz"])));
        AssertFails("quotes", $"{path}: line 1: not gzip; copy the file again.", isMissing: false);
        Given(("quotes.csv.gz", []));
        AssertFails("quotes", $"{path}: line 1: the file is empty; copy it again.", isMissing: false);
        Given(("quotes.csv.gz", Convert.FromHexString("1f8b080000000000000303000000000000000000"))); // gzip of nothing
        AssertFails("quotes", $"{path}: line 1: the file is empty; the first line has to name the columns.", isMissing: false);
        Given(("quotes.csv.gz", Zipped("at,bid,ask\n")));
        AssertFails("quotes", $"{Path.Combine(_directory.FullName, "mapping.json")}: line 3: scenario 'quotes', key 'gate_spot': its file has no quote; name a file that has, or null.", isMissing: false);
    }

    [Fact]
    public void A_flipped_bit_inside_gzip_is_found()
    {
        var bytes = Zipped(Files["quotes.csv.gz"]);
        bytes[^6] ^= 1; // in the checksum
        Given(("quotes.csv.gz", bytes));

        Assert.Matches("quotes.csv.gz: line [0-9]+: (damaged|not) gzip; copy the file again.$", Assert.Throws<RecordingException>(() => Read("quotes")).Message);
    }

    [Theory]
    [InlineData("quotes", "quotes.csv.gz", "no such file; mapping.json names it.")]
    [InlineData("counted", "spot.book_ticker.csv.gz", "no such file; mapping.json names it.")]
    [InlineData("counted", "spot.depth_snapshot.csv.gz", "no such file; changes of depth need the snapshot that they follow.")]
    [InlineData("books", "orderbooks_F_USDT.csv.gz", "no such file; mapping.json names it.")]
    public void A_missing_file_is_a_missing_resource(string id, string file, string message)
    {
        Given((file, null));

        AssertFails(id, $"{Path.Combine(Folder, file)}: {message}", isMissing: true);
    }

    [Fact]
    public void A_snapshot_file_without_a_snapshot_is_as_good_as_none()
    {
        Given(("spot.depth_snapshot.csv.gz", Zipped("seq,local_ts_ns,event_ms,transaction_ms,last_update_id,side,price,qty\n")));

        AssertFails(
            "counted", $"{Path.Combine(Folder, "spot.depth_snapshot.csv.gz")}: line 2: there is no snapshot; changes of depth need the snapshot that they follow.",
            isMissing: false);
    }

    [Theory]
    [InlineData("quots", "no scenario 'quots'; did you mean 'quotes'? choose one of quotes, sized, counted, minute, books.")]
    [InlineData("something-else", "no scenario 'something-else'; choose one of quotes, sized, counted, minute, books.")]
    public void An_unknown_scenario_lists_those_there_are_and_the_nearest(string id, string message)
    {
        Given();

        AssertFails(id, $"{Path.Combine(_directory.FullName, "mapping.json")}: {message}", isMissing: false);
    }

    [Theory]
    [InlineData("quotes", "{\n \"scenarios\"", "{{\n \"scenarios\"", "line 1: not JSON; correct the text there.")]
    [InlineData("quotes", "\"scenarios\": [", "\"scenarios\": 1, \"x\": [", "line 1: key 'scenarios' is missing; it has to be a list of scenarios.")]
    [InlineData("quotes", "\"id\": \"quotes\", ", "", "line 1: key 'id': it has to be a text.")]
    [InlineData("quotes", "\"id\": \"sized\"", "\"id\": \"quotes\"", "line 3: scenario 'quotes', key 'id': two scenarios have this name; each needs its own.")]
    [InlineData("quotes", "\"relabelled\": false", "\"relabelled\": \"no\"", "line 3: scenario 'quotes', key 'relabelled': it has to be true or false.")]
    [InlineData(
        "quotes", "\"folder\": \"f_usdt_2025-10-18\", \"relabelled\": false", "\"folder\": 7",
        "line 3: scenario 'quotes', key 'folder': it has to be a text.")]
    [InlineData(
        "sized", ", \"legs\": { \"gate_futures\": { \"file\": \"sized.csv.gz\", \"size_unit\": \"contracts\" } }", "",
        "line 5: scenario 'sized', key 'legs': it has to name the file of each venue, or null.")]
    [InlineData(
        "sized", "\"gate_futures\"", "\"gate_future\"",
        "line 5: scenario 'sized', key 'gate_future': no such venue; there are gate_spot, gate_futures, mexc_spot.")]
    [InlineData(
        "sized", "{ \"file\": \"sized.csv.gz\", \"size_unit\": \"contracts\" }", "\"sized.csv.gz\"",
        "line 5: scenario 'sized', key 'gate_futures': it has to be an object that names a file, or null.")]
    [InlineData(
        "sized", "\"size_unit\": \"contracts\"", "\"size_unit\": \"lots\"",
        "line 5: scenario 'sized', key 'size_unit': 'lots' has to be contracts or F.")]
    [InlineData("sized", "\"gate_futures\"", "\"gate_spot\"", "line 5: scenario 'sized', key 'size_unit': gate_spot trades coins; it has to be F.")]
    [InlineData("quotes", "[\"bid\", \"ask\"]", "[\"bid\", 2]", "line 3: scenario 'quotes', key 'columns': it has to be a list of two names, bid and ask.")]
    [InlineData(
        "quotes", "{ \"file\": \"quotes.csv.gz\", \"columns\": [\"bid\", \"ask\"] }", "null",
        "line 3: scenario 'quotes', key 'legs': no venue has a file; name at least one.")]
    [InlineData("counted", "\"spot.*\"", "\"spot\"", "line 6: scenario 'counted', key 'files': 'spot' has to look like spot.*")]
    [InlineData(
        "minute", "Z to 12:00:00Z", "Z",
        "line 7: scenario 'minute', key 'valid': '2025-10-18T00:00:00Z' has to look like 2022-12-13T00:00:00Z to 12:00:00Z.")]
    [InlineData("books", "\"levels\": 2", "\"levels\": \"2\"", "line 9: scenario 'books', key 'levels': it has to be a whole number above zero.")]
    [InlineData(
        "books", "_{F}_USDT", "_{f}_USDT",
        "line 9: scenario 'books', key 'file': 'orderbooks_{f}_USDT.csv.gz' has to look like orderbooks_{BTC,ETH}_USDT.csv.gz.")]
    public void A_wrong_mapping_is_named_with_line_scenario_key_and_remedy(string id, string right, string wrong, string message)
    {
        Given(Replaced(Mapping, right, wrong));

        AssertFails(id, $"{Path.Combine(_directory.FullName, "mapping.json")}: {message}", isMissing: false);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static string Replaced(string text, string right, string wrong)
    {
        Assert.Contains(right, text, StringComparison.Ordinal);
        var at = text.IndexOf(right, StringComparison.Ordinal);
        return text[..at] + wrong + text[(at + right.Length)..];
    }

    private static byte[] Zipped(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
            zip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }

    private void AssertFails(string id, string message, bool isMissing)
    {
        var error = Assert.Throws<RecordingException>(() => Read(id));

        Assert.Equal(message, error.Message);
        Assert.Equal(isMissing, error.IsMissing);
    }

    private int Read(string id)
    {
        var record = new MarketRecord();
        using var reader = RecordingCatalogue.Open(_directory.FullName).Recording(id).Read();
        var count = 0;
        while (reader.TryRead(record))
            count++;
        return count;
    }

    private void Given(params (string File, byte[]? Bytes)[] changed) => Given(Mapping, changed);

    private void Given(string mapping, params (string File, byte[]? Bytes)[] changed)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(_directory.FullName, "mapping.json"), mapping);
        foreach (var (file, text) in Files)
            File.WriteAllBytes(Path.Combine(Folder, file), Zipped(text));
        foreach (var (file, bytes) in changed)
        {
            if (bytes is null)
                File.Delete(Path.Combine(Folder, file));
            else
                File.WriteAllBytes(Path.Combine(Folder, file), bytes);
        }
    }
}
