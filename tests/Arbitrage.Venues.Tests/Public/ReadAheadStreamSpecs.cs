using System.IO.Pipelines;
using Arbitrage.Venues.Sockets;

namespace Arbitrage.Venues.Tests.Public;

/// <summary>Whatever pieces come and whatever pieces are asked for, the bytes are the same, in few calls below.</summary>
public sealed class ReadAheadStreamSpecs
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Bytes_come_out_as_they_came_in(int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[700_000];
        random.NextBytes(bytes);
        var pipe = new Pipe(new(pauseWriterThreshold: 1 << 30));
        var writing = Task.Run(async () =>
        {
            var pieces = new Random(seed + 100);
            for (var sent = 0; sent < bytes.Length;)
            {
                var piece = Math.Min(pieces.Next(1, 90_000), bytes.Length - sent);
                await pipe.Writer.WriteAsync(bytes.AsMemory(sent, piece));
                sent += piece;
            }

            await pipe.Writer.CompleteAsync();
        });
        using var stream = new ReadAheadStream(pipe.Reader.AsStream());

        var read = new MemoryStream();
        var buffer = new byte[100_000];
        while (true)
        {
            var got = await stream.ReadAsync(buffer.AsMemory(0, random.Next(4) == 0 ? random.Next(1, 100_000) : random.Next(1, 200)));
            if (got == 0)
                break;
            read.Write(buffer, 0, got);
        }

        await writing;
        Assert.True(bytes.AsSpan().SequenceEqual(read.ToArray()));
    }

    [Fact]
    public async Task Many_small_reads_are_one_call_below()
    {
        var below = new Counting(new byte[5_000]);
        using var stream = new ReadAheadStream(below);

        var buffer = new byte[10];
        for (var i = 0; i < 500; i++)
            Assert.Equal(10, await stream.ReadAsync(buffer));

        Assert.Equal(1, below.Reads);
        Assert.Equal(0, await stream.ReadAsync(buffer));
    }

    private sealed class Counting(byte[] bytes) : MemoryStream(bytes)
    {
        public int Reads { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Reads++;
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
