using System.Reflection;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Graft.Runtime.Bundles;

namespace Graft.Cli.Reports;

/// <summary>A page in one file that asks nothing of any other: its style and pictures are in it, and it runs no script.</summary>
/// <param name="title">Its title.</param>
internal sealed class ReportPage(string title)
{
    private const string StyleName = "Graft.Cli.Reports.report.css";

    // Elements of HTML that have no end tag; all others must have one.
    private static readonly HashSet<string> Void = ["meta", "link", "img", "br", "hr"];

    private readonly XElement main = new("main");

    /// <summary>Adds elements to the end of the page; null is nothing.</summary>
    public void Add(params object?[] content) => main.Add(content);

    /// <summary>Adds a heading and what stands below it.</summary>
    public void Section(string heading, params object?[] content) => main.Add(Html.Of("section", Html.Of("h2", heading), content));

    /// <summary>Writes the whole file or none.</summary>
    /// <exception cref="IOException">It cannot be written, or is there already and may not be replaced.</exception>
    public void Write(string path, bool overwrite)
    {
        var bytes = Encoding.UTF8.GetBytes(ToString());
        WholeFile.Write(path, overwrite, stream => stream.Write(bytes));
    }

    /// <summary>The page as HTML, which is well-formed XML behind its first line, too.</summary>
    public override string ToString()
    {
        var page = new XElement("html", Html.With("lang", "en"), Head(), new XElement("body", main));
        foreach (var element in page.Descendants().Where(element => element.IsEmpty && !Void.Contains(element.Name.LocalName)))
            element.Value = "";
        var text = new StringBuilder("<!doctype html>\n");
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true };
        using (var writer = XmlWriter.Create(text, settings))
            page.WriteTo(writer);
        return text.Append('\n').ToString();
    }

    private XElement Head() => new(
        "head",
        Html.Of("meta", Html.With("charset", "utf-8")),
        Html.Of("meta", Html.With("name", "viewport"), Html.With("content", "width=device-width, initial-scale=1")),
        // Without one of its own a browser asks the server for a picture beside the title.
        Html.Of("link", Html.With("rel", "icon"), Html.With("href", "data:,")),
        Html.Of("title", title),
        Html.Of("style", Style()));

    private static string Style()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(StyleName)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
