using System.Xml.Linq;

namespace Graft.Cli.Tests.Reports;

/// <summary>A page that asks nothing of any other.</summary>
internal static class SelfContained
{
    private static readonly string[] Loading = ["src", "href", "srcset", "data", "poster", "action", "background"];

    /// <summary>Checks that nothing in it is loaded from elsewhere and nothing runs.</summary>
    public static void Check(XDocument page)
    {
        Assert.All(
            page.Descendants().Attributes().Where(attribute => Loading.Contains(attribute.Name.LocalName)),
            attribute => Assert.StartsWith("data:", attribute.Value, StringComparison.Ordinal));
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "iframe" or "object" or "embed");
        Assert.DoesNotContain(
            page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        var style = string.Concat(page.Descendants("style").Select(element => element.Value));
        Assert.NotEmpty(style);
        Assert.DoesNotContain("url(", style, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", style, StringComparison.Ordinal);
        // A style is no text to a browser: nothing in it may be written as an entity.
        Assert.DoesNotContain(style, character => character is '<' or '>' or '&');
    }
}
