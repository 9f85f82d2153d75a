using System.Text.Json;
using OrleansTicks.Core;

namespace OrleansTicks.Simulator;

/// <summary>Reads a ledger line by line; a last line without its end (a killed simulator) is left out.</summary>
internal static class LedgerReader
{
    /// <exception cref="SimulatorException">The file cannot be read or is no ledger; the message names file and line.</exception>
    public static async Task<LedgerTruth> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: false);
            return await ReadAsync(file, path, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SimulatorException($"the ledger {path} cannot be read: {fault.Message}", fault);
        }
    }

    private static async Task<LedgerTruth> ReadAsync(FileStream file, string path, CancellationToken cancellationToken)
    {
        var truth = new LedgerTruth();
        var buffer = new byte[1 << 20];
        var (held, line) = (0, 0L);
        int read;
        while ((read = await file.ReadAsync(buffer.AsMemory(held), cancellationToken)) > 0)
        {
            held += read;
            var start = 0;
            int end;
            while ((end = buffer.AsSpan(start, held - start).IndexOf((byte)'\n')) >= 0)
            {
                line++;
                try
                {
                    AddLine(truth, buffer.AsSpan(start, end), line);
                }
                catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
                {
                    throw new SimulatorException($"the ledger {path} is damaged in line {line}: {fault.Message}", fault);
                }

                start += end + 1;
            }

            buffer.AsSpan(start, held - start).CopyTo(buffer);
            held -= start;
            if (held == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        }

        return truth;
    }

    private static void AddLine(LedgerTruth truth, ReadOnlySpan<byte> json, long line)
    {
        var frame = new TruthFrame { Seq = line, Connection = -1, Readable = true };
        string? symbol = null;
        var (counts, hasId, hasPrice, faulty) = (false, false, false, false);
        List<Tick>? rows = null;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            hasPrice |= name.Length == 1 && name[0] == (byte)'p';
            // Best bid and ask beside a trade are not its price.
            if (name.Length == 1 && hasPrice && (name[0] is (byte)'a' or (byte)'A' or (byte)'b' or (byte)'B')) continue;
            if (name.Length == 1) ReadNumber(ref frame, name[0], ref reader);
            else if (name.SequenceEqual("event"u8)) return;
            else if (name.SequenceEqual("conn"u8)) frame.Connection = reader.TokenType == JsonTokenType.Null ? -1 : reader.GetInt32();
            else if (NotedRows.TryRead(name, ref reader, ref rows)) continue;
            else if (name.SequenceEqual("seq"u8)) frame.Seq = reader.GetInt64();
            else if (name.SequenceEqual("symbol"u8)) symbol = reader.GetString();
            else if (name.SequenceEqual("id"u8)) hasId = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out frame.Id);
            else if (name.SequenceEqual("kind"u8)) frame.Kind = KindOf(reader.ValueSpan);
            else if (name.SequenceEqual("state"u8))
            {
                frame.Sent = reader.ValueTextEquals("sent"u8);
                faulty = reader.ValueTextEquals("fault"u8);
                counts = frame.Sent || reader.ValueTextEquals("missed"u8);
            }
            else reader.Skip();
        }

        if (symbol is not null && frame.Sent && rows is not null) truth.AddRows(symbol, frame.Connection, frame.Seq, rows);
        if (symbol is null || frame.Kind == TickKind.None) return;
        if (counts && hasId) truth.Add(symbol, frame);
        else if ((counts || faulty) && !hasId && hasPrice && frame.Time > 0) truth.AddUnnumbered(symbol, frame, faulty);
    }

    private static TickKind KindOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("trade"u8) ? TickKind.Trade
        : word.SequenceEqual("quote"u8) ? TickKind.Quote
        : word.SequenceEqual("lastPrice"u8) ? TickKind.LastPrice
        : word.SequenceEqual("aggTrade"u8) ? TickKind.AggregateTrade : TickKind.None;

    private static void ReadNumber(ref TruthFrame frame, byte name, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case (byte)'T':
                var time = reader.GetInt64();
                frame.Time = time < 100_000_000_000_000 ? time * 1000 : time;     // milliseconds, unless the stream was asked for microseconds
                break;
            case (byte)'p' or (byte)'b':
                frame.Readable &= FixedPoint.TryParse(reader.ValueSpan, out frame.Price, out frame.PriceScale) == RejectKind.None;
                break;
            case (byte)'q' or (byte)'B':
                frame.Readable &= FixedPoint.TryParse(reader.ValueSpan, out frame.Size, out frame.SizeScale) == RejectKind.None;
                break;
            case (byte)'a':
                frame.Readable &= FixedPoint.TryParse(reader.ValueSpan, out frame.Ask, out frame.AskScale) == RejectKind.None;
                break;
            case (byte)'A':
                frame.Readable &= FixedPoint.TryParse(reader.ValueSpan, out frame.AskSize, out frame.AskSizeScale) == RejectKind.None;
                break;
        }
    }
}
