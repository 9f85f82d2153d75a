using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Testing;

namespace OrleansTicks.Web.Tests;

public sealed class SharedLoopTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly FakeTime _time = new();
    private readonly SemaphoreSlim _stepped = new(0);
    private readonly SemaphoreSlim _ended = new(0);
    private int _steps;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_runs_while_anybody_listens_and_only_then()
    {
        var loop = Loop(() => { });
        var first = loop.Listen();
        await _stepped.WaitAsync(Cancellation);
        var second = loop.Listen();
        first.Dispose();
        first.Dispose();                                             // who leaves twice leaves once
        _time.Advance(Period);
        await _stepped.WaitAsync(Cancellation);

        second.Dispose();
        await _ended.WaitAsync(Cancellation);
        _time.Advance(Period);
        Assert.Equal(2, _steps);

        using var third = loop.Listen();
        await _stepped.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task A_step_that_fails_is_tried_again()
    {
        var loop = Loop(() => throw new InvalidOperationException());
        using var listening = loop.Listen();
        await _stepped.WaitAsync(Cancellation);
        _time.Advance(Period);
        await _stepped.WaitAsync(Cancellation);
    }

    private SharedLoop Loop(Action step) => new(
        Period,
        _ =>
        {
            Interlocked.Increment(ref _steps);
            _stepped.Release();
            step();
            return Task.CompletedTask;
        },
        () =>
        {
            _ended.Release();
            return ValueTask.CompletedTask;
        },
        _time, NullLogger.Instance);
}
