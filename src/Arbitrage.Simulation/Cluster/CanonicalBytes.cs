using System.Buffers.Binary;
using System.Collections;
using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;

namespace Arbitrage.Simulation.Cluster;

/// <summary>
/// One form of a record for hashing: the name of its type, then its public properties by name, in ordinal order. Depends on nothing but the content, so
/// it is the same in every build and on every machine.
/// </summary>
internal sealed class CanonicalBytes
{
    private static readonly ConcurrentDictionary<Type, (string Name, Action<CanonicalBytes, object>[] Properties)> Known = new();

    private byte[] _buffer = new byte[4096];
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void Write(long number)
    {
        Reserve(8);
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_length), number);
        _length += 8;
    }

    public void Write(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Write(text.Length);
        Reserve(most);
        _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
    }

    /// <summary>Type and properties.</summary>
    public void WriteRecord(object value)
    {
        var (name, properties) = Known.GetOrAdd(value.GetType(), static type => (type.Name, [.. Properties(type).Select(p => WriterOf(type, p))]));
        Write(name);
        foreach (var property in properties)
            property(this, value);
    }

    private void WriteValue(object? value)
    {
        switch (value)
        {
            case null:
                Mark(0);
                break;
            case string text:
                WriteText(text);
                break;
            case decimal number:
                WriteDecimal(number);
                break;
            case DateTimeOffset at:
                WriteTime(at);
                break;
            case TimeSpan length:
                Mark(3);
                Write(length.Ticks);
                break;
            case bool or byte or int or long or short or char or Enum:
                Mark(4);
                Write(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case IEnumerable items:
                Mark(5);
                foreach (var item in items)
                    WriteValue(item);
                Mark(6);
                break;
            default:
                Mark(7);
                WriteRecord(value);
                break;
        }
    }

    private void WriteText(string? text)
    {
        Mark((byte)(text is null ? 0 : 1));
        if (text is not null)
            Write(text);
    }

    private void WriteTime(DateTimeOffset at)
    {
        Mark(3);
        Write(at.UtcTicks);
    }

    private void WriteNumber(long number)
    {
        Mark(4);
        Write(number);
    }

    private void WriteDecimal(decimal number)
    {
        Mark(2);
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        foreach (var part in bits)
            Write(part);
    }

    private void Mark(byte kind)
    {
        Reserve(1);
        _buffer[_length++] = kind;
    }

    private void Reserve(int more)
    {
        if (_length + more > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + more));
    }

    // Compiled once a type: (bytes, record) => bytes.WriteX(((Type)record).Property).
    private static Action<CanonicalBytes, object> WriterOf(Type type, PropertyInfo property)
    {
        var (bytes, record) = (Expression.Parameter(typeof(CanonicalBytes)), Expression.Parameter(typeof(object)));
        var (method, written) = property.PropertyType switch
        {
            var t when t == typeof(string) => (nameof(WriteText), t),
            var t when t == typeof(decimal) => (nameof(WriteDecimal), t),
            var t when t == typeof(DateTimeOffset) => (nameof(WriteTime), t),
            var t when t == typeof(long) => (nameof(WriteNumber), t),
            _ => (nameof(WriteValue), typeof(object)),
        };
        Expression value = Expression.Property(Expression.Convert(record, type), property);
        var call = Expression.Call(
            bytes, typeof(CanonicalBytes).GetMethod(method, BindingFlags.Instance | BindingFlags.NonPublic, [written])!,
            value.Type == written ? value : Expression.Convert(value, written));
        return Expression.Lambda<Action<CanonicalBytes, object>>(call, bytes, record).Compile();
    }

    // What is computed from the others would only be written twice, or for ever.
    private static PropertyInfo[] Properties(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && p.PropertyType != type && IsStored(p)).OrderBy(p => p.Name, StringComparer.Ordinal)];

    private static bool IsStored(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null;
}
