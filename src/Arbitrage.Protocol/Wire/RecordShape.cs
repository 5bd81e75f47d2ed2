using System.Collections.Immutable;
using System.Reflection;

namespace Arbitrage.Protocol.Wire;

/// <summary>Finds the primary constructor of a record and the property behind each of its parameters.</summary>
internal static class RecordShape
{
    public static (ConstructorInfo Constructor, ImmutableArray<PropertyInfo> Properties) Of(Type type)
    {
        if (type.IsAbstract || type.IsPrimitive || (!type.IsValueType && !type.IsSealed))
            throw new WireException($"{type} is not a sealed record.");
        foreach (var constructor in type.GetConstructors().OrderByDescending(c => c.GetParameters().Length))
        {
            var properties = constructor.GetParameters().Select(p => PropertyFor(type, p)).ToImmutableArray();
            if (properties.All(p => p is not null))
                return (constructor, [.. properties.OfType<PropertyInfo>()]);
        }

        throw new WireException($"{type} has no constructor whose parameters are all properties.");
    }

    private static PropertyInfo? PropertyFor(Type type, ParameterInfo parameter) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).FirstOrDefault(
            p => string.Equals(p.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) && p.PropertyType == parameter.ParameterType);
}
