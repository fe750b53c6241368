#nullable enable

using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Xml.Linq;
using Amazon.Runtime;

namespace PodIdentity.AwsSdk;

/// <summary>Models out of XML: an element for each member, list items in <c>member</c>, pairs of a map in <c>entry</c>.</summary>
internal static class ModelXml
{
    private const DateTimeStyles Utc = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;

    public static XElement? Child(XElement? parent, string name) =>
        parent?.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    public static object Fill(object model, XElement source)
    {
        foreach (var property in model.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            if (Child(source, property.Name) is { } element) property.SetValue(model, Read(property.PropertyType, element));
        }
        return model;
    }

    private static object? Read(Type declared, XElement source)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(string)) return source.Value;
        if (type.IsSubclassOf(typeof(ConstantClass))) return Constants.Parse(type, source.Value);
        if (type == typeof(DateTime)) return DateTime.Parse(source.Value, CultureInfo.InvariantCulture, Utc);
        if (type.IsValueType) return Convert.ChangeType(source.Value, type, CultureInfo.InvariantCulture);

        var model = Activator.CreateInstance(type)!;
        switch (model)
        {
            case IDictionary map:
                foreach (var entry in source.Elements()) map[Child(entry, "key")!.Value] = Read(type.GetGenericArguments()[1], Child(entry, "value")!);
                return map;
            case IList list:
                foreach (var item in source.Elements()) list.Add(Read(type.GetGenericArguments()[0], item));
                return list;
            default:
                return Fill(model, source);
        }
    }
}
