using System.CommandLine;
using OrleansTicks.Core;
using OrleansTicks.Embedded;

namespace OrleansTicks.Client;

/// <summary>Looks at everything that goes wrong in practice, and says what to do.</summary>
internal sealed class DoctorCommand : Command
{
    private readonly DataOption _data = new();
    private readonly Option<OutputFormat?> _output = Take.Format();

    public DoctorCommand(Surroundings world, ApiOptions apiOptions)
        : base("doctor", "Check a node, its store, its streams and the spools in --data, and say what to do.")
    {
        Add(_data.Folder);
        Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            List<Finding> findings = [];
            using (var api = apiOptions.Connect(parsed, world)) await NodeChecks.AddAsync(findings, api, cancellationToken);
            findings.AddRange(FolderChecks.Of(Path.Combine(_data.Read(parsed, world), DataFolder.Spool)));

            var ok = findings.TrueForAll(finding => finding.Verdict is not Verdict.Bad);
            if (parsed.GetValue(_output) is OutputFormat.Json) world.Out.WriteJson(new DoctorReport(ok, findings), CareJson.Default.DoctorReport);
            else foreach (var line in findings.SelectMany(Lines)) world.Out.WriteLine(Plain.Text(line));
            return ok ? ExitCode.Ok : ExitCode.Degraded;
        });
    }

    private static IEnumerable<string> Lines(Finding finding)
    {
        yield return $"{finding.Verdict.Word(),-4}  {finding.Check,-8} {finding.Said}";
        if (finding.Remedy is { } remedy) yield return $"               do: {remedy}";
    }
}
