namespace OrleansTicks.Core;

/// <summary>Why a frame or a row was refused. Counted by name, in snake_case (<see cref="Words"/>).</summary>
[SnakeWords]
public enum RejectKind : byte
{
    None = 0,

    /// <summary>Text where binary is expected, or the reverse.</summary>
    WrongType,

    /// <summary>The frame ends before what it announces.</summary>
    Truncated,

    /// <summary>Not JSON, or bytes after its end, or JSON with a key twice.</summary>
    Malformed,

    /// <summary>Nested deeper than 32.</summary>
    TooDeep,

    /// <summary>Bytes that are not UTF-8, or a lone surrogate.</summary>
    BadText,

    /// <summary>A required field is missing or null, or the whole is not an object.</summary>
    MissingField,

    /// <summary>A price or size that is no decimal number, or is negative where it may not be.</summary>
    BadNumber,

    /// <summary>A number that does not fit 64 bits with 18 decimals.</summary>
    Precision,

    /// <summary>A time that is no time, before 2000, or after tomorrow.</summary>
    BadTime,

    /// <summary>An id that is no integer of 63 bits.</summary>
    BadId,

    /// <summary>An instrument that this stream did not ask for.</summary>
    UnknownInstrument,

    /// <summary>A row that the store refused; it lies in <c>quarantine</c>.</summary>
    Store,

    /// <summary>The venue's numbering of the connection jumped: what lay between never came.</summary>
    SequenceJump,

    /// <summary>A book that the venue's checksum proves wrong.</summary>
    Checksum,
}
