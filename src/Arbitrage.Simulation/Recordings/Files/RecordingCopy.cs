namespace Arbitrage.Simulation.Recordings.Files;

/// <summary>A recording of any format in ours.</summary>
public static class RecordingCopy
{
    /// <summary>Copies all records.</summary>
    /// <returns>Records written.</returns>
    /// <exception cref="RecordingException">The recording is wrong.</exception>
    public static long Copy(IMarketRecording recording, MarketFileWriter writer, Action<long, DateTimeOffset>? tell = null)
    {
        using var reader = recording.Read();
        var record = new MarketRecord();
        while (reader.TryRead(record))
        {
            writer.Add(record);
            if (tell is not null && writer.Records % 65_536 == 0)
                tell(writer.Records, record.ReceivedAt);
        }

        return writer.Records;
    }
}
