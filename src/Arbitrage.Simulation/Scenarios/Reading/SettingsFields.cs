using System.Globalization;
using System.Reflection;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Scenarios.Reading;

/// <summary>
/// Settings of a machine by the names of their properties in snake case, so that a new setting can be used in a scenario without anything to be
/// added here. Times are given with their unit.
/// </summary>
internal static class SettingsFields
{
    /// <summary>The settings with what a group of keys says changed.</summary>
    public static T Apply<T>(T settings, YamlFields? fields)
        where T : class
    {
        if (fields is null)
            return settings;
        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var key = YamlFields.Snake(property.Name);
            if (property.SetMethod is null || !CanRead(property.PropertyType) || !fields.Has(key))
                continue;
            property.SetValue(settings, Read(fields, key, property.PropertyType));
        }

        return settings;
    }

    private static bool CanRead(Type type) => type == typeof(TimeSpan) || type == typeof(decimal) || type == typeof(int) || type == typeof(bool)
        || type == typeof(Notional) || type.IsEnum;

    private static object Read(YamlFields fields, string key, Type type) =>
        type == typeof(TimeSpan) ? fields.Time(key)!.Value
        : type == typeof(decimal) ? fields.Number(key)!.Value
        : type == typeof(Notional) ? new Notional(fields.Number(key)!.Value)
        : type == typeof(bool) ? fields.Flag(key)!.Value
        : type == typeof(int) ? Convert.ToInt32(fields.Number(key)!.Value, CultureInfo.InvariantCulture)
        : Enum.GetValues(type).Cast<object>().FirstOrDefault(v => YamlFields.Snake(v.ToString()!) == fields.Text(key))
            ?? throw fields.NoSuch(key, fields.Text(key)!, Enum.GetNames(type).Select(YamlFields.Snake));
}
