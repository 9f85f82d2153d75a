using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using OrleansTicks.Parsers;

// dotnet run -c Release --project benchmarks/Parsers
// dotnet run -c Release --project benchmarks/Parsers -- connections ws://127.0.0.1:PORT/stream/{stream} 1000 [SECONDS]
if (args is ["connections", var url, var count, .. var rest])
    return await Connections.RunAsync(url, int.Parse(count), rest is [var seconds] ? int.Parse(seconds) : 0);

// In this process: the other way looks for a project that is named like its assembly, and ours are not.
var job = Job.ShortRun.WithIterationCount(5).WithToolchain(InProcessEmitToolchain.Instance);
BenchmarkRunner.Run<Parsing>(DefaultConfig.Instance.AddJob(job), args);
return 0;
