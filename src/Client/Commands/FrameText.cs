using System.Text;

namespace OrleansTicks.Client;

/// <summary>A frame as people write one on a line.</summary>
internal static class FrameText
{
    /// <summary>Reads JSON as it is, else hex, else base64.</summary>
    /// <param name="text">The line.</param>
    /// <param name="isBinaryWire">The venue's frames are binary; else bytes are the text of a frame.</param>
    /// <param name="frame">Its bytes.</param>
    /// <param name="binary">Whether the frame is binary.</param>
    public static bool TryRead(string text, bool isBinaryWire, out byte[] frame, out bool binary)
    {
        binary = isBinaryWire;
        if (text[0] is '{' or '[')
        {
            (frame, binary) = (Encoding.UTF8.GetBytes(text), false);
            return true;
        }

        try
        {
            var isHex = text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit);
            frame = isHex ? Convert.FromHexString(text) : Convert.FromBase64String(text);
            return true;
        }
        catch (FormatException)
        {
            frame = [];
            return false;
        }
    }
}
