using System.Data.Common;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>What a cluster needs of a store besides ticks: plain connections for its membership, reminders and grain state.</summary>
public static class ClusterStore
{
    /// <summary>A source of connections into our schema, where <c>OrleansQuery</c> is found. The caller disposes of it.</summary>
    /// <param name="spec">The store's text.</param>
    /// <param name="connections">At most so many at a time.</param>
    /// <param name="secret">The text may hold a password.</param>
    /// <exception cref="StoreRefusedException">The store cannot be shared by several processes; the message says which can.</exception>
    public static DbDataSource Open(string spec, int connections, bool secret)
    {
        if (spec.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase))
            throw new StoreRefusedException("A silo shares its store with other silos, which a file of SQLite cannot be: name one with --store postgres:@FILE.");
        return PostgresSettings.Parse(spec, secret).CreateDataSource(connections, searchPath: "ticks");
    }
}
