using System.CommandLine;
using OrleansTicks.Core;

namespace OrleansTicks.Client;

/// <summary>What the names of instruments say.</summary>
internal sealed class InstrumentsCommand : Command
{
    public InstrumentsCommand(Surroundings world)
        : base("instruments", "What the names of instruments say.")
    {
        var symbol = new Argument<string>("SYMBOL") { Description = "As the venue or broker writes it, NSE:RELIANCE25JULFUT." };
        var output = Take.Format();
        var show = new Command("show", "Exchange, kind, underlying, expiry, strike and alias of a symbol. Needs no list of instruments.") { symbol, output };
        show.SetAction(parsed =>
        {
            try
            {
                var view = InstrumentView.Of(InstrumentName.Parse(parsed.GetValue(symbol)!));
                if (parsed.GetValue(output) is OutputFormat.Json) world.Out.WriteJson(view, UpJson.Default.InstrumentView);
                else foreach (var (name, value) in view.Lines()) world.Out.WriteLine($"{name,-11}{value}");
                return ExitCode.Ok;
            }
            catch (FormatException wrong)
            {
                throw CommandFailure.Usage(wrong.Message);
            }
        });
        Add(show);
    }
}
