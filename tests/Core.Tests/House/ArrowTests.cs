using System.Xml.Linq;

namespace OrleansTicks.Core.Tests.House;

/// <summary>The rooms and what each may use, as the design's section 4 says. Reads the project files, so a new arrow needs a decision first.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Core"] = [],
        ["Markets"] = ["Core"],
        ["Feeds"] = ["Core"],
        ["Storage"] = ["Core"],
        ["Web"] = ["Core"],
        ["Simulator"] = ["Core"],
        ["Embedded"] = ["Core", "Markets", "Feeds", "Storage", "Web", "Simulator"],
        ["Grains.Abstractions"] = ["Core"],
        ["Grains"] = ["Core", "Grains.Abstractions"],
        ["Silo"] = ["Core", "Markets", "Feeds", "Storage", "Web", "Simulator", "Grains.Abstractions", "Grains", "Embedded", "Client"],   // decision 0009
        ["Client"] = ["Embedded", "Feeds", "Storage", "Simulator"],
    };

    /// <summary>Packages that only these rooms may use.</summary>
    private static readonly Dictionary<string, string[]> Packages = new(StringComparer.Ordinal)
    {
        ["Npgsql"] = ["Storage"],
        ["Microsoft.Data.Sqlite"] = ["Storage"],
        ["Dapper"] = ["Storage"],
        ["NodaTime"] = ["Markets"],
        ["Polly.Core"] = ["Core"],
        ["System.CommandLine"] = ["Client", "Silo"],
        ["Spectre.Console"] = ["Client"],
    };

    private static readonly string Root = FindRoot();

    public static TheoryData<string> Rooms => [.. Directory.GetDirectories(Path.Combine(Root, "src")).Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any()).Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_the_rooms_it_may(string room)
    {
        Assert.True(Allowed.TryGetValue(room, out var allowed), $"{room} is not in the plan of the house");
        Assert.Empty(Project(room).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)).Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_the_packages_it_may(string room)
    {
        var used = Project(room).Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value);
        Assert.DoesNotContain(used, package => (Packages.TryGetValue(package, out var rooms) && !rooms.Contains(room)) || (package.Contains("Orleans", StringComparison.Ordinal) && room is not ("Grains.Abstractions" or "Grains" or "Silo")));
    }

    [Fact]
    public void Core_knows_nothing_of_the_web_a_database_or_Orleans()
    {
        Assert.Empty(Project("Core").Descendants("FrameworkReference"));
        Assert.All(Project("Core").Descendants("PackageReference"), reference => Assert.Contains(reference.Attribute("Include")!.Value, new[] { "Polly.Core", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options" }));
    }

    [Fact]
    public void Versions_stand_in_one_place_and_are_exact()
    {
        Assert.All(Directory.EnumerateFiles(Root, "*.csproj", SearchOption.AllDirectories).SelectMany(file => XDocument.Load(file).Descendants("PackageReference")), reference => Assert.Null(reference.Attribute("Version")));
        Assert.All(XDocument.Load(Path.Combine(Root, "Directory.Packages.props")).Descendants("PackageVersion"), version => Assert.Matches(@"^\[\d+(\.\d+)+\]$", version.Attribute("Version")!.Value));
    }

    private static XDocument Project(string room) => XDocument.Load(Path.Combine(Root, "src", room, room + ".csproj"));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrleansTicks.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("These tests need the repository around them.");
        return folder.FullName;
    }
}
