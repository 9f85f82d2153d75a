namespace OrleansTicks.System.Tests;

/// <summary>Tokens of venues that want one, set as a user does it.</summary>
internal static class Tokens
{
    /// <summary>Sets a token where the feed needs one.</summary>
    /// <returns>What <c>up</c> is to be told beside it.</returns>
    public static async Task<string[]> ForAsync(string feed, Exchange exchange, Folder folder)
    {
        switch (feed)
        {
            case "dhan":
                await SetAsync(feed, "a-token", folder, "--client-id", "1100");
                return [];
            case "fyers":
                await SetAsync(feed, $"APP:e30.{Convert.ToBase64String("""{"hsm_key":"KEY"}"""u8).TrimEnd('=')}.sig", folder);
                return ["--lookup-url", $"http{exchange.Url["ws".Length..]}/data/symbol-token"];
            default:
                return [];
        }
    }

    private static async Task SetAsync(string feed, string token, Folder folder, params string[] options)
    {
        await File.WriteAllTextAsync(folder["token"], token);
        Assert.Equal(0, (await TicksProcess.RunAsync(["token", "set", feed, .. options, "--file", folder["token"], "--data", folder["data"]])).Exit);
    }
}
