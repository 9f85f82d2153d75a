namespace OrleansTicks.Feeds.Tests;

public sealed class ReceiveBufferTests
{
    [Fact]
    public void Bursts_make_it_large_and_quiet_makes_it_small_again()
    {
        var buffer = new ReceiveBuffer(1 << 20);
        Fill(buffer, rounds: 10);
        Assert.Equal(ReceiveBuffer.Largest, buffer.Size);
        for (var i = 0; i < 200_000; i++) TakeOne(buffer, 200);
        Assert.Equal(ReceiveBuffer.Smallest, buffer.Size);
    }

    [Fact]
    public void One_message_a_wake_up_never_makes_it_grow()
    {
        var buffer = new ReceiveBuffer(1 << 20);
        for (var i = 0; i < 10_000; i++) TakeOne(buffer, 400);
        Assert.Equal(ReceiveBuffer.Smallest, buffer.Size);
    }

    [Fact]
    public void The_room_of_one_long_message_is_given_back()
    {
        var buffer = new ReceiveBuffer(1 << 20);
        for (var left = 1 << 20; left > 0;)
        {
            Assert.True(buffer.TryMakeRoom(out var room));
            var count = Math.Min(left, room.Length);
            left -= count;
            Assert.True(buffer.TryTake(count, isWhole: left == 0, binary: false));
        }

        Assert.Equal(1 << 20, buffer.Batch[0].Length);
        Assert.InRange(buffer.Size, 1 << 20, (1 << 20) + 4096);
        buffer.Forget();
        TakeOne(buffer, 100);
        TakeOne(buffer, 100);
        Assert.Equal(ReceiveBuffer.Largest, buffer.Size);
    }

    private static void Fill(ReceiveBuffer buffer, int rounds)
    {
        for (var i = 0; i < rounds; i++, buffer.Forget())
        {
            while (buffer.TryMakeRoom(out var room)) Assert.True(buffer.TryTake(Math.Min(room.Length, 300), isWhole: true, binary: false));
        }
    }

    private static void TakeOne(ReceiveBuffer buffer, int bytes)
    {
        while (!buffer.TryMakeRoom(out _)) buffer.Forget();
        Assert.True(buffer.TryTake(bytes, isWhole: true, binary: false));
        buffer.Forget();
    }
}
