using OrleansTicks.Core;
using OrleansTicks.Testing;
using Xunit;

namespace OrleansTicks.Storage.Tests;

public sealed class PostgresViewTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_may_only_select_can_read_the_views()
    {
        var (store, epoch, id) = await PostgresSome.StartAsync(database, "selects", Cancellation);
        await using var _ = store;
        await store.CommitAsync(PostgresSome.Batch(epoch, Guid.NewGuid(), 1, PostgresSome.Trade(id, 1), PostgresSome.Quote(id, 2)), Cancellation);
        var role = "reader_" + Guid.NewGuid().ToString("N");
        await database.RunAsync($"create role {role}; grant usage on schema ticks to {role}; grant select on all tables in schema ticks to {role}");
        try
        {
            foreach (var view in (string[])["trades", "quotes", "last_price", "gaps", "day_figures", "depth_levels", "candle_states", "candles"])
                await database.RunAsync($"begin; set local role {role}; select * from ticks.{view}; commit");
        }
        finally
        {
            await database.RunAsync($"drop owned by {role}; drop role {role}");
        }
    }

    [Fact]
    public async Task What_the_documents_ask_of_days_levels_and_candles_is_answered()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "OrleansTicks.sln"))) root = root.Parent!;
        var text = await File.ReadAllTextAsync(Path.Combine(root.FullName, "docs", "data.md"), Cancellation);
        var part = text[text.IndexOf("## Days, levels and candles", StringComparison.Ordinal)..];
        var from = part.IndexOf("```sql", StringComparison.Ordinal) + "```sql".Length;
        var statements = part[from..part.IndexOf("```", from, StringComparison.Ordinal)].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.True(statements.Length > 2);
        var (store, _, _) = await PostgresSome.StartAsync(database, "documents", Cancellation);
        await using var _ = store;
        foreach (var statement in statements) await database.RunAsync(statement);
    }

    [Theory]
    [InlineData(TickKind.Trade, 0)]
    [InlineData(TickKind.AggregateTrade, 99)]
    [InlineData(TickKind.AggregateTrade, 86_399_999_999)]
    [InlineData(TickKind.LastPrice, 86_399_999_900)]
    [InlineData(TickKind.Quote, 43_200_000_100)]
    public async Task The_moment_of_a_row_is_that_of_the_database_and_tells_its_kind(TickKind kind, long inDay)
    {
        var (store, epoch, id) = await PostgresSome.StartAsync(database, $"moment{kind}{inDay}", Cancellation);
        await using var _ = store;
        var row = (kind is TickKind.Quote ? PostgresSome.Quote(id, 1) : PostgresSome.Trade(id, 1)) with { Kind = kind };
        row.Time = row.Time - (row.Time % 86_400_000_000) + inDay;
        await store.CommitAsync(PostgresSome.Batch(epoch, Guid.NewGuid(), 1, row), Cancellation);
        var table = kind is TickKind.Quote ? "quote" : "tick";
        Assert.Equal(1L, await database.ReadAsync<long>(
            $"select count(*) from ticks.{table} where instrument = {id} and moment = ticks.moment({(int)kind}, time) and (moment >> 30) & 3 = {(int)kind & 3}"));
    }

    [Theory]
    [InlineData(long.MaxValue, 0)]
    [InlineData(long.MaxValue, 18)]
    [InlineData(long.MinValue, 18)]
    [InlineData(long.MinValue, 1)]
    [InlineData(1, 18)]
    [InlineData(-1, 9)]
    [InlineData(0, 0)]
    [InlineData(6_103_312, 2)]
    public async Task Numbers_of_the_views_are_exact(long mantissa, byte scale)
    {
        var name = $"exact{mantissa}.{scale}";
        var (store, epoch, id) = await PostgresSome.StartAsync(database, name, Cancellation);
        await using var _ = store;
        var trade = PostgresSome.Trade(id, 1) with { Price = mantissa, PriceScale = scale, Size = mantissa, SizeScale = scale };
        var quote = PostgresSome.Quote(id, 2) with
        {
            Price = mantissa, PriceScale = scale, Size = mantissa, SizeScale = scale,
            Ask = mantissa, AskScale = scale, AskSize = mantissa, AskSizeScale = scale,
        };
        var batch = PostgresSome.Batch(epoch, Guid.NewGuid(), 1, trade, quote);
        batch.Latest.AddRange([new LatestRow(trade, epoch.Lease), new LatestRow(quote, epoch.Lease)]);
        await store.CommitAsync(batch, Cancellation);
        var exact = FixedPoint.Format(mantissa, scale);
        await AssertAsync("trades", "price", "size");
        await AssertAsync("quotes", "bid", "bid_size", "ask", "ask_size");
        await AssertAsync("last_price", "price", "size", "bid", "bid_size", "ask", "ask_size");

        async Task AssertAsync(string view, params string[] columns)
        {
            var values = string.Join(',', columns.Select(column => $"{column}::text"));
            Assert.All(
                await database.ReadAsync<string[]>($"select array[{values}] from ticks.{view} where symbol = 'TEST:{name}'"),
                value => Assert.Equal(exact, value));
        }
    }

    [Fact]
    public async Task Times_keep_their_nanoseconds_beside_the_microseconds_and_marks_have_names()
    {
        var (store, epoch, id) = await PostgresSome.StartAsync(database, "nanos", Cancellation);
        await using var _ = store;
        var flags = (ushort)(TickFlags.NineDigits | TickFlags.NoSize | TickFlags.BuyerWasMaker | TickFlags.Late | 987);
        var row = PostgresSome.Trade(id, 654_321) with { Kind = TickKind.LastPrice, Size = 0, Flags = flags };
        await store.CommitAsync(PostgresSome.Batch(epoch, Guid.NewGuid(), 1, row), Cancellation);
        Assert.Equal("2024-08-08 12:00:00.654321 987 last-price true true false true", await database.ReadAsync<string>(
            """
            select concat_ws(' ', (time at time zone 'UTC')::text, nanos, kind, buyer_was_maker::text, late::text, suspect_time::text, (size is null)::text)
            from ticks.trades where symbol = 'TEST:nanos'
            """));
    }

    [Fact]
    public async Task Gaps_show_their_stream_cause_and_bounds()
    {
        var (store, _, id) = await PostgresSome.StartAsync(database, "gap", Cancellation);
        await using var __ = store;
        var epoch = await store.OpenEpochAsync(PostgresSome.Named("gaps", 3), Cancellation);
        var batch = PostgresSome.Batch(epoch, Guid.NewGuid(), 1);
        batch.Gaps.Add(new Gap(epoch.Stream, GapCause.Sequence, PostgresSome.At(epoch, 3), PostgresSome.At(epoch, 8), id, TickKind.AggregateTrade, 4));
        batch.Gaps.Add(new Gap(epoch.Stream, GapCause.Room, null, PostgresSome.At(epoch, 9)));
        await store.CommitAsync(batch, Cancellation);
        Assert.Equal(
            [
                "type:gaps/3,sequence,TEST:gap,aggregate-trade,4,3,8,2024-08-08 12:00:00.000003,2024-08-08 12:00:00.000008",
                "type:gaps/3,room,-,-,-,-,9,-,2024-08-08 12:00:00.000009",
            ],
            await database.ReadAsync<string[]>(
                """
                select array_agg(concat_ws(',', stream, cause, coalesce(symbol, '-'), coalesce(kind, '-'), coalesce(missing::text, '-'),
                    coalesce(last_n::text, '-'), first_n, coalesce((began at time zone 'UTC')::text, '-'), (ended at time zone 'UTC')::text) order by first_n)
                from ticks.gaps where stream = 'type:gaps/3'
                """));
    }

    [Fact]
    public void Every_word_of_kinds_and_causes_is_the_one_that_the_rest_of_the_program_says()
    {
        // Of each view the newest text counts.
        var views = string.Join(' ', Migration.Load("Postgres").Single(step => step.Name.EndsWith("kinds", StringComparison.Ordinal)).Sql.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"array[{Quoted(Enum.GetValues<GapCause>().Skip(1).Select(cause => cause.Word()))}]", views, StringComparison.Ordinal);
        Assert.Contains($"array[{Quoted(Enum.GetValues<TickKind>().Skip(1).Select(kind => kind.Word()))}]", views, StringComparison.Ordinal);
        Assert.Contains($"array[{Quoted(Enum.GetValues<DayFigure>().Skip(1).Select(figure => figure.Word()))}]", views, StringComparison.Ordinal);
        Assert.Contains($"array[{Quoted(CandleIntervals.All)}]", views, StringComparison.Ordinal);

        static string Quoted(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"'{word}'"));
    }
}
