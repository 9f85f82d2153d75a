using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OrleansTicks.Grains;

/// <summary>The one place in the cluster that may read a stream. Its key is the stream's key.</summary>
[Alias("ticks.stream")]
public interface IStreamGrain : IGrainWithStringKey
{
    /// <summary>Takes the stream's lease for the silo where the grain lives, and begins to read. Asking again changes nothing.</summary>
    /// <param name="by">The silo that is to read it: a grain that lives elsewhere and owns nothing makes room. Null = any.</param>
    [Alias("take")]
    Task<TakeAnswer> TakeAsync(SiloAddress? by);

    /// <summary>Closes the socket and gives the lease back; who is next takes it at once.</summary>
    [Alias("end")]
    Task EndAsync();

    /// <summary>Whether it reads, and where. Waits for neither socket nor database.</summary>
    [Alias("show"), AlwaysInterleave]
    Task<StreamPlace> ShowAsync();
}
