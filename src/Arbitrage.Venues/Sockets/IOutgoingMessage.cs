using System.Buffers;

namespace Arbitrage.Venues.Sockets;

/// <summary>A text message that is made when its turn to be sent has come, so that what it says and whether it may go is decided as late as can be.</summary>
internal interface IOutgoingMessage
{
    /// <summary>
    /// Writes the whole message. False when it shall not be sent after all: then not a byte of it leaves. After true bytes may have left, whatever
    /// comes of the sending.
    /// </summary>
    bool Write(IBufferWriter<byte> into);
}
