using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Protocol.Tables;
using Arbitrage.Protocol.Wire;
using Google.Protobuf;

namespace Arbitrage.Protocol.Tests;

/// <summary>What the derived form promises about evolution and failure, on records made for it.</summary>
public class WireSchemaSpecs
{
    private static readonly WireSchema Schema = TradingWire.Units(new())
        .Message<Small>("xx.small/1")
        .Message<Grown>("xx.grown/1")
        .Message<Needy>("xx.needy/1")
        .Message<Current>("xx.current/2")
        .Former<Former, Current>("xx.current/1", old => new(old.Price * 100m))
        .Message<Holder>("xx.holder/1")
        .Union<Shape>((1, typeof(Shape.Dot)), (2, typeof(Shape.Line)))
        .Build();

    [Fact]
    public void A_field_that_this_reader_does_not_know_is_skipped()
    {
        var read = (Small)Schema.FromBytes("xx.small/1", Schema.ToBytes(new Grown("a", 3, "new", 9)));

        Assert.Equal(new("a", 3), read);
    }

    [Fact]
    public void A_field_that_was_added_takes_its_default_from_older_bytes()
    {
        var read = (Grown)Schema.FromBytes("xx.grown/1", Schema.ToBytes(new Small("a", 3)));

        Assert.Equal(new("a", 3, null, 7), read);
    }

    [Fact]
    public void A_field_that_must_be_there_and_is_not_is_named()
    {
        var failure = Assert.Throws<WireException>(() => Schema.FromBytes("xx.needy/1", Schema.ToBytes(new Small("a", 3))));

        Assert.Equal("xx.needy/1: WireSchemaSpecs_Needy.must: required field 3 is missing.", failure.Message);
    }

    [Fact]
    public void A_former_version_is_read_as_the_current_one()
    {
        Assert.Equal(new Current(150m), Schema.FromBytes("xx.current/1", Schema.ToBytes(new Former(1.5m))));
        Assert.Equal("xx.current/2", Schema.ManifestOf(typeof(Current)));
        Assert.Throws<WireException>(() => Schema.ManifestOf(typeof(Former)));
    }

    [Fact]
    public void An_unknown_manifest_is_named()
    {
        var failure = Assert.Throws<WireException>(() => Schema.FromBytes("xx.tomorrow/3", ReadOnlyMemory<byte>.Empty));

        Assert.Contains("'xx.tomorrow/3'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_case_is_an_error_and_never_skipped()
    {
        var bytes = Convert.FromHexString("0a022a00"); // Holder { shape { 5 {} } }

        var failure = Assert.Throws<WireException>(() => Schema.FromBytes("xx.holder/1", bytes));

        Assert.Equal("xx.holder/1: WireSchemaSpecs_Holder.shape: WireSchemaSpecs_Shape has no case 5 in this version.", failure.Message);
    }

    [Fact]
    public void Bytes_are_what_any_protobuf_reader_expects()
    {
        var bytes = Schema.ToBytes(new Holder(new Shape.Line(new(0.25m), new("BTC_USDT"), Side.Sell), [1, 300], null));

        // 1: { 2: { 1: { 1: fixed64 25, 3: scale 2 << 1 }, 2: "BTC_USDT", 3: 2 } }, 2: 1, 2: 300
        Assert.Equal(
            "0a1b" + "1219" + "0a0b" + "091900000000000000" + "1804" + "12084254435f55534454" + "1802" + "1001" + "10ac02",
            Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void A_wrong_wire_type_is_named()
    {
        var failure = Assert.Throws<WireException>(() => Schema.FromBytes("xx.small/1", Convert.FromHexString("0801")));

        Assert.Contains("WireSchemaSpecs_Small.name: Wire type Varint where string needs LengthDelimited", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_enum_number_that_does_not_exist_is_neither_written_nor_read()
    {
        Assert.Throws<WireException>(() => Schema.ToBytes(new Holder(new Shape.Line(default, new("A_B"), (Side)99), [], null)));
        Assert.Throws<WireException>(() => Schema.ToBytes(new Holder(new Shape.Line(default, default, Side.Buy), [], null)));
    }

    [Fact]
    public void A_null_that_is_not_allowed_is_not_written() =>
        Assert.Throws<WireException>(() => Schema.ToBytes(new Small(null!, 1)));

    [Fact]
    public void Types_without_a_table_or_an_order_are_refused()
    {
        Assert.Throws<WireException>(() => Schema.ToBytes(new Unordered(ImmutableDictionary<string, int>.Empty)));
        Assert.Throws<WireException>(() => Schema.ToBytes(new Floating(1.5)));
    }

    [Fact]
    public void Tags_are_given_once() =>
        Assert.Throws<ArgumentException>(() => new WireSchemaBuilder().Union<Shape>((1, typeof(Shape.Dot)), (1, typeof(Shape.Line))));

    [Fact]
    public void Cut_bytes_are_an_error_of_the_manifest() =>
        Assert.StartsWith(
            "xx.small/1: ",
            Assert.Throws<WireException>(() => Schema.FromBytes("xx.small/1", Convert.FromHexString("0a05"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_union_stands_alone_with_its_tag()
    {
        var bytes = Schema.ToUnionBytes<Shape>(new Shape.Dot());

        Assert.Equal("020a00", Convert.ToHexStringLower(bytes));
        Assert.Same(Shape.Dot.Instance, Schema.FromUnionBytes<Shape>(bytes));
    }

    private sealed record Small(string Name, int Count);

    private sealed record Grown(string Name, int Count, string? Note, int Extra = 7);

    private sealed record Needy(string Name, int Count, string Must);

    private sealed record Former(decimal Price);

    private sealed record Current(decimal PriceInCents);

    private sealed record Holder(Shape Shape, ImmutableArray<int> Numbers, string? Note);

    private sealed record Unordered(ImmutableDictionary<string, int> Values);

    private sealed record Floating(double Value);

    private abstract record Shape
    {
        public sealed record Dot : Shape
        {
            public static Dot Instance { get; } = new();
        }

        public sealed record Line(Quantity Length, Symbol Symbol, Side Side) : Shape;
    }
}
