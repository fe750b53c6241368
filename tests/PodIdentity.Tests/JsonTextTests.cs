using System.Collections;
using System.Management.Automation;
using PodIdentity.Pipeline;

namespace PodIdentity.Tests;

/// <summary>Documents are taken as text, as hashtables and as objects.</summary>
public sealed class JsonTextTests
{
    private static readonly JsonTextAttribute Attribute = new();

    [Fact]
    public void Text_stays_as_it_is() => Assert.Equal("{ not json", Attribute.Transform(null!, "{ not json"));

    [Fact]
    public void Tables_objects_arrays_and_plain_values_become_json()
    {
        var custom = new PSObject();
        custom.Properties.Add(new PSNoteProperty("Effect", "Allow"));
        var table = new Hashtable { ["Statement"] = new object?[] { custom, 1, true, null, "ü<", new PSObject(2.5) } };

        Assert.Equal("""{"Statement":[{"Effect":"Allow"},1,true,null,"\u00FC\u003C",2.5]}""", Attribute.Transform(null!, table));
    }

    [Fact]
    public void What_has_no_form_in_json_is_refused()
    {
        var error = Assert.Throws<ArgumentTransformationMetadataException>(() => Attribute.Transform(null!, new Hashtable { ["a"] = new Version(1, 2) }));

        Assert.Contains("Version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_holds_itself_is_refused()
    {
        var table = new Hashtable();
        table["self"] = table;

        Assert.Contains("64", Assert.Throws<ArgumentTransformationMetadataException>(() => Attribute.Transform(null!, table)).Message, StringComparison.Ordinal);
    }
}
