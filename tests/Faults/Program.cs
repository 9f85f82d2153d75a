using OrleansTicks.Faults;

return await Commands.RunAsync(args);
