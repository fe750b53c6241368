using System.Text;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Tests.World;

/// <summary>Spoils what is right: texts, JSON, policy documents. The same random numbers spoil it the same way.</summary>
internal sealed class RobustnessMutation(Random random)
{
    // Stands for what a JSON writer refuses to write.
    private const string HalfPair = "half-a-surrogate-pair";

    private static readonly string[] Fragments =
    [
        "", "%", "%zz", "%00", "%2F", "%FF%FE", "\u0001", "\0", "<&>\"'", "💥", "\\ud800", "{", "[]", "null", "arn:", "arn:aws:iam::111122223333:role/", "*", "?", "${", "${aws:username}", "-1", "0", "1.5", "1e999",
        "99999999999999999999", "2147483648", "/", "//", "../..", "a b+c", "\r\n", "\t", ";", ",", "=", "==", "!", "in (", "(", ")", "true", "kube-system", "default", "eksdemo1", "n1", "x y", "é", "\u202e", new('x', 300), new('9', 40),
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "7", "1.5", "1e400", "123456789012345678901234567890", "\"\"", "\"x\"", "\"-1\"", "\"2026-13-45T99:99:99Z\"", "\"" + HalfPair + "\"", "\"\\u0000\"", "[]", "{}", "[[]]", "[null]", "[1,\"a\",{}]",
        "{\"a\":null}", "{\"\":{}}", "{\"$patch\":\"delete\"}", "{\"$patch\":\"what\"}", "\"*\"", "\"arn:aws:s3:::*\"", "\"50%\"", "\"500m\"", "\"1Gi\"", "\"🙂\"",
    ];

    private static readonly string[] Members =
        ["", "name", "namespace", "kind", "spec", "status", "metadata", "labels", "$patch", "$setElementOrder/containers", "$deleteFromPrimitiveList/finalizers", "Statement", "Condition", "Principal", HalfPair, "a.b/c", "unknown"];

    public bool Chance(int percent) => random.Next(100) < percent;

    public T Pick<T>(params ReadOnlySpan<T> from) => from[random.Next(from.Length)];

    public string Fragment() => Pick(Fragments);

    /// <summary>As a rule one change: a piece cut out, put in, doubled, or another letter.</summary>
    public string Text(string text)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(text.Length - at, random.Next(1, 6));
        return random.Next(6) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, text.Substring(at, length)),
            2 => text[..at],
            3 => text.Length > 0 ? text.Remove(Math.Min(at, text.Length - 1), 1).Insert(Math.Min(at, text.Length - 1), ((char)random.Next(1, 0x180)).ToString()) : Fragment(),
            4 => Fragment(),
            _ => text.Insert(at, Fragment()),
        };
    }

    /// <summary>A JSON text with one to three changes of its values and members, or one that is JSON no more.</summary>
    public string Json(string text)
    {
        switch (random.Next(20))
        {
            case 0:
                return Text(text);
            case 1:
                return new string('[', 90) + new string(']', 90);
            case 2:
                return text.Length > 2 && text[0] == '{' ? "{" + text[1..^1] + "," + text[1..] : text;
        }

        var root = JsonNode.Parse(text)!;
        for (var changes = random.Next(1, 4); changes > 0; changes--)
            root = Change(root);
        return root.ToJsonString().Replace(HalfPair, "\\ud800", StringComparison.Ordinal);
    }

    /// <summary>A trust, identity or session policy: right, spoilt, or put together at random.</summary>
    public string Policy() => random.Next(4) switch
    {
        0 => Pick(RobustnessPolicies.Right),
        1 or 2 => Json(Pick(RobustnessPolicies.Right)),
        _ => RobustnessPolicies.Random(random),
    };

    private JsonNode Change(JsonNode root)
    {
        var places = new List<JsonNode>();
        Collect(root, places);
        if (places.Count == 0)
            return JsonNode.Parse(Pick(Values)) ?? new JsonArray();
        var place = Pick(places.ToArray());
        if (place is JsonArray array)
            ChangeItem(array);
        else
            ChangeMember((JsonObject)place);
        return root;
    }

    private void ChangeItem(JsonArray array)
    {
        var index = random.Next(array.Count);
        if (array.Count == 0 || Chance(20))
            array.Add(JsonNode.Parse(Pick(Values)));
        else if (Chance(30))
            array.RemoveAt(index);
        else if (Chance(30))
            array.Add(array[index]?.DeepClone());
        else
            array[index] = Other(array[index]);
    }

    private void ChangeMember(JsonObject place)
    {
        if (place.Count == 0 || Chance(15))
        {
            place[Pick(Members)] = JsonNode.Parse(Pick(Values));
            return;
        }

        var (name, value) = place.ElementAt(random.Next(place.Count));
        // So many pods would be made for real.
        if (name == "replicas")
            place[name] = JsonNode.Parse(Pick("0", "1", "3", "-1", "1.5", "\"2\"", "null", "{}"));
        else if (Chance(25))
            place.Remove(name);
        else
            place[name] = Other(value);
    }

    private JsonNode? Other(JsonNode? value)
    {
        if (value is JsonValue known && known.TryGetValue<string>(out var text) && Chance(50))
            return Text(text);
        return Chance(15) ? new JsonArray(value?.DeepClone()) : JsonNode.Parse(Pick(Values));
    }

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        if (node is not (JsonObject or JsonArray))
            return;
        places.Add(node);
        foreach (var child in node is JsonObject members ? members.Select(member => member.Value) : (JsonArray)node)
            Collect(child, places);
    }
}

/// <summary>Policy documents.</summary>
internal static class RobustnessPolicies
{
    public static readonly string[] Right =
    [
        JudgedLab.Trust,
        """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root","arn:aws:iam::111122223333:user/lab-admin"]},"Action":"sts:*","Condition":{"StringEqualsIfExists":{"sts:ExternalId":["a","b"]},"Bool":{"aws:SecureTransport":"false"}}}}""",
        """{"Version":"2012-10-17","Id":"i","Statement":[{"Sid":"One","Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":["arn:aws:s3:::eksdemo1-*","arn:aws:s3:::eksdemo1-logs/${aws:PrincipalTag/kubernetes-namespace}/*"]},{"Effect":"Deny","NotAction":"iam:*","NotResource":"arn:aws:s3:::x","Condition":{"StringLike":{"aws:PrincipalArn":"arn:*"},"Null":{"aws:TokenIssueTime":"true"}}}]}""",
        """{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAnyValue:StringLike":{"aws:TagKeys":["a*","b?"]},"DateGreaterThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"},"NumericLessThan":{"aws:EpochTime":"99999999999"},"IpAddress":{"aws:SourceIp":["127.0.0.0/8","::1"]},"ArnLike":{"aws:SourceArn":"arn:aws:eks:*:*:cluster/*"}}}]}""",
    ];

    private static readonly string[] Operators =
    [
        "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringLike", "StringNotLike", "NumericEquals", "NumericGreaterThanEquals", "DateEquals", "DateLessThan", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals",
        "ArnNotLike", "Null", "NullIfExists", "What", "",
    ];

    private static readonly string[] Keys =
        ["aws:PrincipalArn", "aws:SourceIp", "aws:CurrentTime", "aws:EpochTime", "aws:SecureTransport", "aws:RequestTag/a", "aws:TagKeys", "aws:userid", "sts:ExternalId", "sts:RoleSessionName", "s3:prefix", "aws:", "", "é"];

    private static readonly string[] Values =
    [
        "\"*\"", "\"\"", "\"a\"", "[]", "[\"a\",\"b*\"]", "true", "7", "1e308", "null", "{}", "\"2026-11-24T00:00:00Z\"", "\"9999-99-99\"", "\"127.0.0.1/33\"", "\"::/0\"", "\"QUJD\"", "\"=\"", "\"${aws:username}\"", "\"${aws:userid, 'x'}\"",
        "\"${\"", "\"${*}${?}${$}\"", "\"arn:aws:s3:::*\"", "\"arn:*:*:*:*:*\"", "\"a*a*a*a*a*a*a*a*a*b\"", "\"sts:AssumeRole\"", "\"s3:*\"", "{\"AWS\":\"*\"}", "{\"Service\":[\"pods.eks.amazonaws.com\"]}", "{\"Federated\":\"x\"}",
    ];

    public static string Random(Random random)
    {
        var statements = Enumerable.Range(0, random.Next(3)).Select(_ => Statement(random));
        return $$"""{"Version":{{Pick(random, "\"2012-10-17\"", "\"2008-10-17\"", "\"2012-10-18\"", "2012")}},"Statement":[{{string.Join(',', statements)}}]}""";
    }

    private static string Statement(Random random)
    {
        var text = new StringBuilder($"{{\"Effect\":{Pick(random, "\"Allow\"", "\"Deny\"", "\"allow\"", "1")}");
        foreach (var member in (string[])["Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Sid"])
        {
            if (random.Next(2) == 0)
                text.Append($",\"{member}\":{Pick(random, Values)}");
        }

        if (random.Next(3) > 0)
            text.Append($",\"Condition\":{{\"{Pick(random, "", "", "ForAnyValue:", "ForAllValues:", "ForNone:")}{Pick(random, Operators)}{Pick(random, "", "", "IfExists")}\":{{\"{Pick(random, Keys)}\":{Pick(random, Values)}}}}}");
        return text.Append('}').ToString();
    }

    private static string Pick(Random random, params string[] from) => from[random.Next(from.Length)];
}
