namespace OrleansTicks.Simulator;

/// <summary>What is wrong, in words: all of it counted, the first of it kept.</summary>
internal sealed class Findings
{
    private const int Most = 20;
    private readonly List<string> _texts = [];

    public int Count { get; private set; }

    public IReadOnlyList<string> Texts => _texts;

    public void Add(string text)
    {
        if (Count++ < Most) _texts.Add(text);
    }
}
