using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api.Patching;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Tests.Kubernetes;

/// <summary>The three kinds of patch.</summary>
public sealed class PatchingTests
{
    [Theory]
    [InlineData("""{"a":1,"b":{"c":2,"d":3}}""", """{"a":null,"b":{"c":4}}""", """{"b":{"c":4,"d":3}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[3]}""", """{"a":[3]}""")]
    [InlineData("""{"a":1}""", """{"a":{"b":null,"c":1}}""", """{"a":{"c":1}}""")]
    public void A_merge_patch_merges_objects_and_replaces_the_rest(string target, string patch, string expected) =>
        AssertPatched(MergePatch.Apply, target, patch, expected);

    [Theory]
    // Items are matched by their merge key.
    [InlineData("""{"containers":[{"name":"a","image":"1"},{"name":"b","image":"1"}]}""", """{"containers":[{"name":"b","image":"2"}]}""",
        """{"containers":[{"name":"a","image":"1"},{"name":"b","image":"2"}]}""")]
    [InlineData("""{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}]}""", """{"env":[{"name":"A","$patch":"delete"}]}""", """{"env":[{"name":"B","value":"2"}]}""")]
    [InlineData("""{"volumeMounts":[{"mountPath":"/a","name":"x"}]}""", """{"volumeMounts":[{"mountPath":"/a","name":"y"}]}""", """{"volumeMounts":[{"mountPath":"/a","name":"y"}]}""")]
    // The order of the client, around what only the server knows.
    [InlineData("""{"containers":[{"name":"s"},{"name":"a"},{"name":"b"}]}""", """{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}],"containers":[{"name":"a","image":"2"}]}""",
        """{"containers":[{"name":"s"},{"name":"b"},{"name":"a","image":"2"}]}""")]
    [InlineData("""{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}""", """{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}""", """{"strategy":{"type":"Recreate"}}""")]
    [InlineData("""{"finalizers":["a","b"]}""", """{"$deleteFromPrimitiveList/finalizers":["a"],"finalizers":["c"]}""", """{"finalizers":["b","c"]}""")]
    [InlineData("""{"args":["a"]}""", """{"args":["b"]}""", """{"args":["b"]}""")]
    [InlineData("""{"volumes":[{"name":"a"}]}""", """{"volumes":[{"$patch":"replace"},{"name":"b"}]}""", """{"volumes":[{"name":"b"}]}""")]
    [InlineData("""{"labels":{"a":"1"}}""", """{"labels":{"$patch":"replace","b":"2"}}""", """{"labels":{"b":"2"}}""")]
    public void A_strategic_merge_patch_knows_lists(string target, string patch, string expected) =>
        AssertPatched(StrategicMergePatch.Apply, target, patch, expected);

    [Theory]
    [InlineData("""[{"op":"add","path":"/a/-","value":3}]""", """{"a":[1,2,3],"b":{"c/d":1}}""")]
    [InlineData("""[{"op":"remove","path":"/a/0"},{"op":"replace","path":"/b/c~1d","value":2}]""", """{"a":[2],"b":{"c/d":2}}""")]
    [InlineData("""[{"op":"move","from":"/b","path":"/e"},{"op":"test","path":"/a/1","value":2}]""", """{"a":[1,2],"e":{"c/d":1}}""")]
    [InlineData("""[{"op":"copy","from":"/a/0","path":"/b/x"}]""", """{"a":[1,2],"b":{"c/d":1,"x":1}}""")]
    public void A_JSON_patch_does_as_it_says(string patch, string expected)
    {
        var patched = JsonPatch.Apply(Parse("""{"a":[1,2],"b":{"c/d":1}}"""), JsonNode.Parse(patch));

        Assert.True(JsonNode.DeepEquals(Parse(expected), patched), patched.ToJsonString());
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/a","value":2}]""")]
    [InlineData("""[{"op":"remove","path":"/nothing"}]""")]
    [InlineData("""[{"op":"replace","path":"/nothing","value":1}]""")]
    [InlineData("""[{"op":"dance","path":"/a"}]""")]
    [InlineData("""[{"op":"add","path":"a","value":1}]""")]
    public void A_JSON_patch_that_does_not_fit_is_refused_whole(string patch)
    {
        var target = Parse("""{"a":1}""");

        Assert.Equal(422, Assert.Throws<KubernetesException>(() => JsonPatch.Apply(target, JsonNode.Parse(patch))).Code);
        Assert.Equal("""{"a":1}""", target.ToJsonString());
    }

    private static void AssertPatched(Action<JsonObject, JsonObject> apply, string target, string patch, string expected)
    {
        var patched = Parse(target);
        apply(patched, Parse(patch));
        Assert.True(JsonNode.DeepEquals(Parse(expected), patched), patched.ToJsonString());
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
