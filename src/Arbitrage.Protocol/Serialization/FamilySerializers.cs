using Akka.Actor;
using Akka.Serialization;
using Arbitrage.Protocol.Tables;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Protocol.Serialization;

/// <summary>Serializer of one family: manifests from the tables, bytes from the schema. Unknown manifests throw, naming the manifest.</summary>
public abstract class FamilySerializer : SerializerWithStringManifest
{
    private readonly WireSchema _schema;

    /// <param name="system">Owner.</param>
    /// <param name="identifier">Unique and for ever; see the table in README.md.</param>
    /// <param name="family">First part of the manifests.</param>
    /// <param name="schema">How values are written.</param>
    protected FamilySerializer(ExtendedActorSystem system, int identifier, string family, WireSchema schema)
        : base(system) => (Identifier, Family, _schema) = (identifier, family, schema);

    /// <inheritdoc/>
    public sealed override int Identifier { get; }

    /// <summary>First part of its manifests.</summary>
    public string Family { get; }

    /// <inheritdoc/>
    public override string Manifest(object o) => _schema.ManifestOf(o.GetType());

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => _schema.ToBytes(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) =>
        manifest.StartsWith($"{Family}.", StringComparison.Ordinal)
            ? _schema.FromBytes(manifest, bytes)
            : throw new WireException($"Unknown manifest '{manifest}': not of family '{Family}'.");
}

/// <summary>Family `cn`.</summary>
public sealed class ConnectionSerializer(ExtendedActorSystem system)
    : FamilySerializer(system, SerializerIds.Connection, "cn", TradingWire.Schema);

/// <summary>Family `st`.</summary>
public sealed class StrategySerializer(ExtendedActorSystem system)
    : FamilySerializer(system, SerializerIds.Strategy, "st", TradingWire.Schema);

/// <summary>Family `ld`.</summary>
public sealed class LedgerSerializer(ExtendedActorSystem system)
    : FamilySerializer(system, SerializerIds.Ledger, "ld", TradingWire.Schema);

/// <summary>Family `rk`.</summary>
public sealed class RiskSerializer(ExtendedActorSystem system)
    : FamilySerializer(system, SerializerIds.Risk, "rk", TradingWire.Schema);

/// <summary>Family `en`.</summary>
public sealed class EnvelopeSerializer(ExtendedActorSystem system)
    : FamilySerializer(system, SerializerIds.Envelopes, "en", TradingWire.Schema);

/// <summary>Ids of the serializers; the journal stores them with every event. The table in README.md is tested against this.</summary>
public static class SerializerIds
{
    /// <summary>Family `cn`.</summary>
    public const int Connection = 120;

    /// <summary>Family `st`.</summary>
    public const int Strategy = 121;

    /// <summary>Family `ld`.</summary>
    public const int Ledger = 122;

    /// <summary>Family `rk`.</summary>
    public const int Risk = 123;

    /// <summary>Family `en`.</summary>
    public const int Envelopes = 124;
}
