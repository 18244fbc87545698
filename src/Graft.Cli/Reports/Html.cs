using System.Globalization;
using System.Xml.Linq;

namespace Graft.Cli.Reports;

/// <summary>Makes elements of a page; text in them is text, whatever it holds.</summary>
internal static class Html
{
    /// <summary>An element with a class.</summary>
    /// <param name="name">Its name, with its classes behind a dot: <c>p.quiet</c>.</param>
    /// <param name="content">Elements, texts, attributes; null is nothing.</param>
    public static XElement Of(string name, params object?[] content)
    {
        var parts = name.Split('.', 2);
        var element = new XElement(parts[0]);
        if (parts.Length > 1)
            element.Add(new XAttribute("class", parts[1].Replace('.', ' ')));
        element.Add(content);
        return element;
    }

    /// <summary>An attribute.</summary>
    public static XAttribute With(string name, string value) => new(name, value);

    /// <summary>An attribute that is a number.</summary>
    public static XAttribute With(string name, double value) => new(name, value.ToString("0.##", CultureInfo.InvariantCulture));

    /// <summary>A table: headings, and rows of texts or elements whose first column is words.</summary>
    public static XElement Table(IEnumerable<string> headings, IEnumerable<IReadOnlyList<object>> rows) => Of(
        "div.scroll",
        Of("table",
            Of("thead", Of("tr", headings.Select(heading => Of("th", heading)))),
            Of("tbody", rows.Select(row => Of(
                "tr", row.Select((cell, column) => Of(column == 0 ? "td.words" : "td", cell)))))));
}
