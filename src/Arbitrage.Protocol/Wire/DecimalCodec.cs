using Google.Protobuf;

namespace Arbitrage.Protocol.Wire;

/// <summary>
/// Decimal as its 96-bit mantissa, scale and sign: exact for every value, and canonical because trailing zeros are dropped first, so that
/// equal values are equal bytes. Parts that are zero are left out; zero is an empty message.
/// </summary>
internal sealed class DecimalCodec : ValueCodec<decimal>
{
    private const int LowField = 1;
    private const int HighField = 2;
    private const int ScaleAndSignField = 3;

    public override string ProtoType => "Decimal";

    public override WireFormat.WireType WireType => WireFormat.WireType.LengthDelimited;

    /// <summary>Mantissa bits 0-63, bits 64-95, and scale in bits 1-8 with the sign in bit 0.</summary>
    public static (ulong Low, uint High, uint ScaleAndSign) Split(decimal value)
    {
        if (value == 0m)
            return default;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value / 1.0000000000000000000000000000m, bits);
        var flags = (uint)bits[3];
        return (((ulong)(uint)bits[1] << 32) | (uint)bits[0], (uint)bits[2], ((flags >> 15) & 0x1FE) | (flags >> 31));
    }

    /// <summary>The value of the three parts.</summary>
    /// <exception cref="WireException">The scale is above 28.</exception>
    public static decimal Join(ulong low, uint high, uint scaleAndSign)
    {
        var scale = scaleAndSign >> 1;
        return scale <= 28
            ? new((int)(uint)low, (int)(uint)(low >> 32), (int)high, (scaleAndSign & 1) != 0, (byte)scale)
            : throw new WireException($"A decimal cannot have scale {scale}.");
    }

    public override int Size(decimal value) => CodedOutputStream.ComputeLengthSize(BodySize(Split(value))) + BodySize(Split(value));

    public override void Write(CodedOutputStream output, decimal value)
    {
        var parts = Split(value);
        output.WriteLength(BodySize(parts));
        if (parts.Low != 0)
        {
            output.WriteTag(LowField, WireFormat.WireType.Fixed64);
            output.WriteFixed64(parts.Low);
        }

        if (parts.High != 0)
        {
            output.WriteTag(HighField, WireFormat.WireType.Varint);
            output.WriteUInt32(parts.High);
        }

        if (parts.ScaleAndSign != 0)
        {
            output.WriteTag(ScaleAndSignField, WireFormat.WireType.Varint);
            output.WriteUInt32(parts.ScaleAndSign);
        }
    }

    public override decimal Read(CodedInputStream input)
    {
        using var body = input.ReadBytes().CreateCodedInput();
        (ulong low, uint high, uint scaleAndSign) = (0, 0, 0);
        uint tag;
        while ((tag = body.ReadTag()) != 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case LowField:
                    low = body.ReadFixed64();
                    break;
                case HighField:
                    high = body.ReadUInt32();
                    break;
                case ScaleAndSignField:
                    scaleAndSign = body.ReadUInt32();
                    break;
                default:
                    body.SkipLastField();
                    break;
            }
        }

        return Join(low, high, scaleAndSign);
    }

    private static int BodySize((ulong Low, uint High, uint ScaleAndSign) parts) =>
        (parts.Low == 0 ? 0 : 9)
        + (parts.High == 0 ? 0 : 1 + CodedOutputStream.ComputeUInt32Size(parts.High))
        + (parts.ScaleAndSign == 0 ? 0 : 1 + CodedOutputStream.ComputeUInt32Size(parts.ScaleAndSign));
}
