using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Storage;

namespace OrleansTicks.Client;

/// <summary>What an owner of the database does by hand.</summary>
internal sealed class DbCommand : Command
{
    public DbCommand(Surroundings world)
        : base("db", "Care for the database.")
    {
        var store = new StoreOption("The store, with a login that owns it.");
        var migrate = new Command("migrate", "Bring the schema forward. Only needed where the node's own login may not.") { store.Store };
        migrate.SetAction(async (parsed, cancellationToken) =>
        {
            var spec = store.Given(parsed, world) ?? throw CommandFailure.Usage("name the store: --store postgres:@FILE");
            var steps = await StoreFactory.MigrateAsync(spec.Text, world.Time, NullLoggerFactory.Instance, cancellationToken, spec.IsSecret);
            world.Out.WriteLine(steps == 0 ? "the schema is up to date" : $"the schema was brought forward by {steps} steps");
            return ExitCode.Ok;
        });
        Add(migrate);
        var roles = new Command("roles", "Print the SQL of the roles owner, silo and read, for the administrator of a shared PostgreSQL.");
        roles.SetAction(_ =>
        {
            world.Out.Write(PostgresRoles.Sql);
            return ExitCode.Ok;
        });
        Add(roles);
    }
}
