namespace OrleansTicks.Core;

/// <summary>The one table that says what an error of the store means.</summary>
public static class StoreFaults
{
    /// <summary>A joined batch names a lease that is fenced: nothing was changed.</summary>
    public const string Fenced = "ZF001";

    /// <summary>Judges an SQLSTATE. Unknown ones park: guessing would lose data or spin for ever.</summary>
    public static StoreVerdict Judge(string sqlState) => sqlState switch
    {
        "23514" => StoreVerdict.MissingDay,            // no partition for the row
        Fenced => StoreVerdict.Fenced,
        "55P03" or "25006" => StoreVerdict.TryAgain,   // lock not available; read-only (a standby, for now)
        _ when sqlState.Length != 5 => StoreVerdict.Park,
        _ => sqlState[..2] switch
        {
            "08" or "53" or "57" or "58" or "40" => StoreVerdict.TryAgain,   // connection, resources, operator, system, rollback
            "22" or "23" => StoreVerdict.BadRows,
            _ => StoreVerdict.Park,                                          // 28, 42, 3D, 0A and whatever we do not know
        },
    };
}
