using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using Google.Protobuf;

namespace Arbitrage.Protocol.Wire;

/// <summary>One field of a message.</summary>
internal sealed record MessageField(int Number, string Name, Type Type, PropertyInfo Property, IField Field, bool HasDefault, object? Default);

/// <summary>What the printer and the union need of a message without knowing its type.</summary>
internal interface IMessageCodec : IValueCodec
{
    ImmutableArray<MessageField> Fields { get; }
}

/// <summary>
/// A record as a protobuf message: its primary constructor's parameters are the fields, numbered from 1 in their order. Size, write and read
/// are compiled once from expression trees, without reflection or boxing afterwards.
/// </summary>
internal sealed class MessageCodec<T> : ValueCodec<T>, IMessageCodec
{
    private readonly Func<T, int> _size;
    private readonly Action<CodedOutputStream, T> _write;
    private readonly Func<CodedInputStream, T> _read;

    public MessageCodec(ConstructorInfo constructor, ImmutableArray<MessageField> fields, bool isWriteOnly)
    {
        Fields = fields;
        _size = CompileSize(fields);
        _write = CompileWrite(fields);
        _read = isWriteOnly
            ? static _ => throw new NotSupportedException("A form without timestamps is hashed, never read.")
            : CompileRead(constructor, fields);
    }

    public ImmutableArray<MessageField> Fields { get; }

    public override string ProtoType => WireNames.Of(typeof(T));

    public override WireFormat.WireType WireType => WireFormat.WireType.LengthDelimited;

    public override IEnumerable<IValueCodec> Parts => Fields.Select(f => f.Field.Item);

    /// <summary>Bytes of the message itself, without a length in front.</summary>
    public byte[] ToBytes(T value)
    {
        var bytes = new byte[_size(value)];
        using var output = new CodedOutputStream(bytes);
        _write(output, value);
        output.CheckNoSpaceLeft();
        return bytes;
    }

    public T FromBytes(CodedInputStream input) => _read(input);

    public override int Size(T value)
    {
        var size = _size(value);
        return CodedOutputStream.ComputeLengthSize(size) + size;
    }

    public override void Write(CodedOutputStream output, T value)
    {
        output.WriteLength(_size(value));
        _write(output, value);
    }

    public override T Read(CodedInputStream input)
    {
        using var body = input.ReadBytes().CreateCodedInput();
        return _read(body);
    }

    private static Func<T, int> CompileSize(ImmutableArray<MessageField> fields)
    {
        var value = Expression.Parameter(typeof(T));
        Expression sum = Expression.Constant(0);
        foreach (var field in fields)
            sum = Expression.Add(sum, Call(field, nameof(Field<T>.Size), Expression.Constant(field.Number), Expression.Property(value, field.Property)));
        return Expression.Lambda<Func<T, int>>(sum, value).Compile();
    }

    private static Action<CodedOutputStream, T> CompileWrite(ImmutableArray<MessageField> fields)
    {
        var output = Expression.Parameter(typeof(CodedOutputStream));
        var value = Expression.Parameter(typeof(T));
        var writes = fields.Select(field => Named(
            field, typeof(void), Call(field, nameof(Field<T>.Write), output, Expression.Constant(field.Number), Expression.Property(value, field.Property))));
        return Expression.Lambda<Action<CodedOutputStream, T>>(
            Expression.Block(typeof(void), [.. writes, Expression.Empty()]), output, value).Compile();
    }

    private static Func<CodedInputStream, T> CompileRead(ConstructorInfo constructor, ImmutableArray<MessageField> fields)
    {
        var input = Expression.Parameter(typeof(CodedInputStream));
        var tag = Expression.Variable(typeof(uint));
        var done = Expression.Label();
        var slots = fields.Select(f => Expression.Variable(typeof(Slot<>).MakeGenericType(f.Type))).ToArray();
        var skip = Expression.Call(input, nameof(CodedInputStream.SkipLastField), null);
        var cases = fields.Select((f, i) => Expression.SwitchCase(
            Named(f, typeof(void), Call(f, nameof(Field<T>.Read), input, tag, slots[i])), Expression.Constant(f.Number))).ToArray();
        Expression one = cases.Length == 0
            ? skip
            : Expression.Switch(typeof(void), Expression.Call(typeof(WireFormat), nameof(WireFormat.GetTagFieldNumber), null, tag), skip, null, cases);
        var loop = Expression.Loop(
            Expression.Block(
                Expression.Assign(tag, Expression.Call(input, nameof(CodedInputStream.ReadTag), null)),
                Expression.IfThen(Expression.Equal(tag, Expression.Constant(0u)), Expression.Break(done)),
                one),
            done);
        // A record without data that has one shared instance stays that instance.
        Expression result = fields.IsEmpty && typeof(T).GetProperty("Instance", typeof(T)) is { GetMethod.IsStatic: true } shared
            ? Expression.Property(null, shared)
            : Expression.New(constructor, fields.Select((f, i) => Finish(f, slots[i])));
        return Expression.Lambda<Func<CodedInputStream, T>>(Expression.Block([tag, .. slots], loop, result), input).Compile();
    }

    private static BlockExpression Finish(MessageField field, ParameterExpression slot)
    {
        var value = Expression.Variable(field.Type);
        Expression missing = field.HasDefault
            ? Expression.Assign(value, field.Default is null ? Expression.Default(field.Type) : Expression.Constant(field.Default, field.Type))
            : Expression.Throw(Expression.Call(
                typeof(WireException), nameof(WireException.Missing), null,
                Expression.Constant($"{WireNames.Of(typeof(T))}.{field.Name}"), Expression.Constant(field.Number)));
        return Expression.Block(
            field.Type, [value],
            Expression.IfThen(Expression.Not(Call(field, nameof(Field<T>.TryFinish), slot, value)), missing),
            value);
    }

    // A failure deep in a message says where: "OrderIntent.lease: Epoch.sequence: …".
    private static TryExpression Named(MessageField field, Type type, Expression body)
    {
        var cause = Expression.Parameter(typeof(WireException));
        return Expression.TryCatch(
            body.Type == type ? body : Expression.Block(type, body),
            Expression.Catch(cause, Expression.Throw(
                Expression.Call(
                    typeof(WireException), nameof(WireException.In), null,
                    Expression.Constant($"{WireNames.Of(typeof(T))}.{field.Name}"), cause),
                type)));
    }

    private static MethodCallExpression Call(MessageField field, string method, params Expression[] arguments) =>
        Expression.Call(Expression.Constant(field.Field, typeof(Field<>).MakeGenericType(field.Type)), method, null, arguments);
}
