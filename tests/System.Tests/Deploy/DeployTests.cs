using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace OrleansTicks.System.Tests.Deploy;

/// <summary>The files of <c>deploy/</c>, held against the program they start and against what is asked of a container.</summary>
public sealed partial class DeployTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Yaml => [.. Directory.EnumerateFiles(Path.Combine(Root, "deploy"), "*.yaml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Root, file))];

    [Theory]
    [MemberData(nameof(Yaml))]
    public void Every_file_is_yaml_and_kubernetes_objects_say_what_they_are(string file)
    {
        foreach (var document in Read(file))
        {
            if (!file.Contains("kubernetes", StringComparison.Ordinal)) continue;
            Assert.Contains("/v1".TrimStart('/'), Text(document, "apiVersion"), StringComparison.Ordinal);
            Assert.Matches("^[A-Z][A-Za-z]+$", Text(document, "kind"));
            if (Text(document, "kind") is not "Kustomization") Assert.Matches("^[a-z][a-z0-9-]{0,62}$", Text(document, "metadata", "name"));
        }
    }

    [Fact]
    public void Silos_of_the_compose_file_are_hardened_and_have_places_of_their_own()
    {
        var services = (YamlMappingNode)Node(Read("deploy/compose.yaml").Single(), "services");
        var silos = services.Where(service => service.Key.ToString().StartsWith("silo-", StringComparison.Ordinal)).Select(service => Merged((YamlMappingNode)service.Value)).ToList();
        Assert.Equal(3, silos.Count);
        foreach (var silo in silos)
        {
            Assert.Equal("1654", silo["user"].ToString());
            Assert.Equal("true", silo["read_only"].ToString());
            Assert.Equal("ALL", silo["cap_drop"][0].ToString());
            Assert.Contains("no-new-privileges", silo["security_opt"][0].ToString(), StringComparison.Ordinal);
        }

        foreach (var option in new[] { "--silo-port", "--gateway-port", "--node", "--advertise" }) Assert.Equal(3, silos.Select(silo => After(Arguments(silo["command"]), option)).Distinct().Count());
        Assert.Equal(3, silos.Select(silo => silo["volumes"][0].ToString()).Distinct().Count());
        Assert.DoesNotContain("Password=", File.ReadAllText(Path.Combine(Root, "deploy/compose.yaml")).Replace("Password=%s", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Pods_are_hardened_keep_their_spool_and_are_probed_where_somebody_answers()
    {
        var set = Read("deploy/kubernetes/silos.yaml").Single();
        var pod = Node(set, "spec", "template", "spec");
        var container = Node(pod, "containers")[0];
        Assert.Equal("true", Text(pod, "securityContext", "runAsNonRoot"));
        Assert.Equal("RuntimeDefault", Text(pod, "securityContext", "seccompProfile", "type"));
        Assert.Equal("true", Text(container, "securityContext", "readOnlyRootFilesystem"));
        Assert.Equal("false", Text(container, "securityContext", "allowPrivilegeEscalation"));
        Assert.Equal("ALL", Node(container, "securityContext", "capabilities", "drop")[0].ToString());
        Assert.Equal("/livez", Text(container, "livenessProbe", "httpGet", "path"));
        var data = After(Arguments(Node(container, "args")), "--data");
        var mount = ((YamlSequenceNode)Node(container, "volumeMounts")).Single(one => Text(one, "mountPath") == data);
        Assert.Equal(Text(mount, "name"), Text(Node(set, "spec", "volumeClaimTemplates")[0], "metadata", "name"));
        var labels = Node(set, "spec", "template", "metadata", "labels").ToString();
        foreach (var (file, path) in new[] { ("deploy/kubernetes/disruption.yaml", "selector"), ("deploy/kubernetes/network.yaml", "podSelector") })
            Assert.Equal(labels, Node(Read(file).Single(), "spec", path, "matchLabels").ToString());
        Assert.All(Read("deploy/kubernetes/services.yaml"), service => Assert.Equal(labels, Node(service, "spec", "selector").ToString()));
        Assert.All(Text(Read("deploy/kubernetes/kustomization.yaml").Single(), "resources").Trim('[', ' ', ']').Split(',', StringSplitOptions.TrimEntries), file => Assert.True(File.Exists(Path.Combine(Root, "deploy/kubernetes", file)), file));
    }

    [Fact]
    public void Every_option_is_one_that_the_program_takes()
    {
        var known = Options("src/Silo").Concat(Options("src/Client")).ToHashSet(StringComparer.Ordinal);
        string[] files = ["compose.yaml", "kubernetes/silos.yaml", "systemd/orleansticks-silo@.service", "systemd/orleansticks-node.service"];
        var used = files.SelectMany(file => File.ReadLines(Path.Combine(Root, "deploy", file)).Where(line => !line.TrimStart().StartsWith('#')).SelectMany(line => Option().Matches(line)).Select(match => match.Value)).Distinct().ToList();
        Assert.Contains("--advertise", used);
        Assert.Empty(used.Except(known));

        static IEnumerable<string> Options(string room) => Directory.EnumerateFiles(Path.Combine(Root, room), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Option().Matches(File.ReadAllText(file)).Select(match => match.Value));
    }

    [Fact]
    public void Every_metric_is_one_that_the_node_writes()
    {
        var written = Metric().Matches(File.ReadAllText(Path.Combine(Root, "src/Web/Metrics/NodeMetrics.cs"))).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        var dashboard = Path.Combine(Root, "deploy/grafana/dashboards/orleansticks.json");
        using var json = JsonDocument.Parse(File.ReadAllText(dashboard));
        Assert.True(json.RootElement.GetProperty("panels").GetArrayLength() >= 8);
        var used = Metric().Matches(File.ReadAllText(dashboard) + File.ReadAllText(Path.Combine(Root, "deploy/alerts.yaml"))).Select(match => match.Value).Distinct().ToList();
        Assert.NotEmpty(used);
        Assert.Empty(used.Except(written));
    }

    [Theory]
    [InlineData("orleansticks-silo@.service")]
    [InlineData("orleansticks-node.service")]
    public async Task Systemd_finds_nothing_wrong_with_a_unit(string unit)
    {
        if (!File.Exists("/usr/bin/systemd-analyze")) Assert.Skip("no systemd-analyze here: the units are not verified");
        using var folder = new Folder();
        // The program is not installed here: its place is taken by one that is.
        var text = await File.ReadAllTextAsync(Path.Combine(Root, "deploy/systemd", unit), TestContext.Current.CancellationToken);
        var copy = folder[unit.Replace("@.", "@1.", StringComparison.Ordinal)];
        await File.WriteAllTextAsync(copy, Program().Replace(text, "ExecStart=/usr/bin/true"), TestContext.Current.CancellationToken);
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/systemd-analyze", ["verify", "--man=no", copy]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("orleansticks", said, StringComparison.Ordinal);
        Assert.Equal(0, process.ExitCode);
    }

    private static IEnumerable<YamlNode> Read(string file)
    {
        var stream = new YamlStream();
        using var text = new StreamReader(Path.Combine(Root, file));
        stream.Load(text);
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    /// <summary>A service with what it takes over from another (<c>&lt;&lt;</c>).</summary>
    private static Dictionary<string, YamlNode> Merged(YamlMappingNode service)
    {
        var merged = service.Children.TryGetValue(new YamlScalarNode("<<"), out var taken) ? Merged((YamlMappingNode)taken) : new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var (key, value) in service) merged[key.ToString()] = value;
        return merged;
    }

    private static YamlNode Node(YamlNode node, params string[] path) => path.Aggregate(node, (at, name) => at[name]);

    private static string Text(YamlNode node, params string[] path) => Node(node, path).ToString();

    private static List<string> Arguments(YamlNode list) => [.. ((YamlSequenceNode)list).Select(one => one.ToString())];

    private static string After(List<string> arguments, string option) => arguments[arguments.IndexOf(option) + 1];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrleansTicks.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("These tests need the repository around them.");
        return folder.FullName;
    }

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]+", RegexOptions.None, 1000)]
    private static partial Regex Option();

    [GeneratedRegex(@"ticks_(?:node|stream|spool|store|process|build)_[a-z_]+", RegexOptions.None, 1000)]
    private static partial Regex Metric();

    [GeneratedRegex("(?m)^ExecStart=.*$", RegexOptions.None, 1000)]
    private static partial Regex Program();
}
