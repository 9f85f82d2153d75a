namespace OrleansTicks.Core;

/// <summary>The frame that a tick came in.</summary>
/// <param name="Connection">Counts connections per lease from 0.</param>
/// <param name="Frame">Counts data frames per connection from 0.</param>
internal readonly record struct Place(int Connection, long Frame)
{
    public const int Bytes = 16;
}
