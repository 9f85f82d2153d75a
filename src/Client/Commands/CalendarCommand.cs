using System.CommandLine;
using OrleansTicks.Markets;

namespace OrleansTicks.Client;

/// <summary>When markets trade, and what users know better.</summary>
internal sealed class CalendarCommand : Command
{
    private readonly Surroundings _world;
    private readonly DataOption _data = new();
    private readonly Option<string> _market = Take.Text("--market", $"Which: {string.Join(", ", MarketCalendars.Names)}.", "NAME");
    private readonly Option<string> _date = Take.Text("--date", "The day (today there).", "YYYY-MM-DD");
    private readonly Option<int?> _year = Take.Number("--year", "Only this year.", 1990, 2200);
    private readonly Option<string[]> _session = new("--session") { Description = "A session of that day, HH:mm-HH:mm; may be given again.", HelpName = "FROM-TO", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _closed = Take.Switch("--closed", "The market does not open that day.");
    private readonly Option<string> _note = Take.Text("--note", "Why.", "TEXT");
    private readonly Option<OutputFormat?> _output = Take.Format();

    public CalendarCommand(Surroundings world)
        : base("calendar", "When markets trade: today, all special days, and days that you add.")
    {
        _world = world;
        Add("today", "Each market's day: phase, sessions, next begin and end.", Today, _market, _date, _output);
        Add("list", "The days that are not as their weekday says.", List, _market, _year, _output);
        Add("add", "Add or replace a day; kept in the data folder.", AddDay, _market, _date, _session, _closed, _note);
    }

    private void Add(string name, string help, Func<ParseResult, int> run, params Option[] options)
    {
        var command = new Command(name, help) { _data.Folder };
        foreach (var option in options) command.Add(option);
        command.SetAction(parsed =>
        {
            try
            {
                return run(parsed);
            }
            catch (FormatException wrong)
            {
                throw CommandFailure.Usage(wrong.Message);
            }
        });
        Add(command);
    }

    private int Today(ParseResult parsed)
    {
        var all = Calendars(parsed);
        var now = _world.Time.GetUtcNow();
        string[] names = parsed.GetValue(_market) is { } one ? [one] : [.. MarketCalendars.Names];
        var views = names.Select(name => CalendarView.Of(all.Of(name), parsed.GetValue(_date) is { } date ? MarketTimes.Date(date) : null, now)).ToList();
        if (parsed.GetValue(_output) is OutputFormat.Json) _world.Out.WriteJson(views, UpJson.Default.ListCalendarView);
        else foreach (var view in views) _world.Out.WriteLine(view.Line());
        return ExitCode.Ok;
    }

    private int List(ParseResult parsed)
    {
        var market = Calendars(parsed).Of(Market(parsed));
        var views = market.Exceptions(parsed.GetValue(_year)).Select(day => DayView.Of(day)).ToList();
        if (parsed.GetValue(_output) is OutputFormat.Json) _world.Out.WriteJson(views, UpJson.Default.ListDayView);
        else foreach (var view in views) _world.Out.WriteLine(view.Line());
        if (parsed.GetValue(_year) is { } year && !market.DayOf(new(year, 1, 1)).IsKnown) _world.Say($"the holidays of {market.Name} in {year} are not known here; add them with ticks calendar add");
        return ExitCode.Ok;
    }

    private int AddDay(ParseResult parsed)
    {
        var sessions = parsed.GetValue(_session) ?? [];
        if (sessions.Length > 0 == parsed.GetValue(_closed)) throw CommandFailure.Usage("say either --session FROM-TO or --closed");
        var day = Calendars(parsed).Add(Market(parsed), parsed.GetValue(_date) ?? throw CommandFailure.Usage("name the day with --date 2026-11-08"), sessions, parsed.GetValue(_note));
        _world.Out.WriteLine(DayView.Of(day).Line());
        return ExitCode.Ok;
    }

    private MarketCalendars Calendars(ParseResult parsed) => new(_data.Read(parsed, _world));

    private string Market(ParseResult parsed) => parsed.GetValue(_market) ?? throw CommandFailure.Usage($"name the market with --market: {string.Join(", ", MarketCalendars.Names)}");
}
