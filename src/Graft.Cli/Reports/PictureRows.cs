using System.Xml.Linq;
using Graft.Runtime.Imaging;
using NetVips;

namespace Graft.Cli.Reports;

/// <summary>Pictures in rows with a name before each, inside the page.</summary>
internal static class PictureRows
{
    private const int Quality = 85;
    private const int Channels = 3;

    /// <summary>The rows.</summary>
    public static XElement Of(IEnumerable<(string Name, IEnumerable<Picture> Pictures)> rows) => Html.Of(
        "div.pictures",
        rows.Select(row => new object[]
        {
            Html.Of("span", row.Name),
            Html.Of("div", row.Pictures.Select((picture, i) => Html.Of(
                "img", Html.With("src", Address(picture)), Html.With("alt", FormattableString.Invariant($"{row.Name} {i + 1}")),
                Html.With("width", picture.Width), Html.With("height", picture.Height)))),
        }));

    private static string Address(Picture picture)
    {
        using var image = Image.NewFromMemory(picture.Pixels, picture.Width, picture.Height, Channels, Enums.BandFormat.Uchar);
        using var coloured = image.Copy(interpretation: Enums.Interpretation.Srgb);
        return "data:image/jpeg;base64," + Convert.ToBase64String(coloured.JpegsaveBuffer(q: Quality));
    }
}
