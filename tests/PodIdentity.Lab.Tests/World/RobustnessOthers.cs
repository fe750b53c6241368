using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes;
using PodIdentity.Lab.Kubernetes.Agent;

namespace PodIdentity.Lab.Tests.World;

/// <summary>Requests to the agent, to instance metadata and to the admin API.</summary>
internal static class RobustnessOthers
{
    private static readonly string[] MetadataPaths =
    [
        "/latest/meta-data/", "/latest/meta-data/instance-id", "/latest/meta-data/placement/availability-zone", "/latest/meta-data/iam/security-credentials/", "/latest/meta-data/iam/security-credentials/node", "/latest/meta-data/iam/info",
        "/latest/dynamic/instance-identity/document", "/latest/user-data", "/latest", "/", "",
    ];

    private static readonly string[] Faults =
    [
        """{"service":"iam","operation":"ListRoles","status":503,"count":1}""", """{"service":"s3","drop":true,"probability":0.5,"skip":3}""", """{"delay":10,"after-work":true,"status":500,"code":"X","message":"m"}""",
    ];

    public static OddRequest Metadata(RobustnessMutation change, string instance, string token)
    {
        var path = $"/nodes/{(change.Chance(90) ? instance : change.Text(instance))}";
        if (change.Chance(30))
        {
            return new OddRequest("metadata", change.Chance(80) ? "PUT" : "GET", path + "/latest/api/token", change.Chance(20) ? "x" : "")
            {
                Headers = [("X-aws-ec2-metadata-token-ttl-seconds", change.Chance(60) ? "60" : Printable(change.Text("21600"))), .. Some(change, ("X-Forwarded-For", "1.2.3.4"))],
            };
        }

        path += change.Pick(MetadataPaths);
        return new OddRequest("metadata", change.Chance(90) ? "GET" : change.Pick("HEAD", "POST", "DELETE", "OPTIONS"), change.Chance(25) ? "/" + change.Text(path[1..]) : path, "")
        {
            Headers = [("X-aws-ec2-metadata-token", change.Chance(80) ? token : Printable(change.Text(token)))],
        };
    }

    public static OddRequest Agent(RobustnessMutation change, string token)
    {
        var spoilt = change.Pick(0, 0, 1, 2, 3) switch
        {
            0 => token,
            1 => change.Text(token),
            2 => "Bearer " + token,
            _ => SpoilPart(change, token),
        };
        // Where a token names a node without an agent, nobody listens: the connection is cut on purpose.
        if (NodeOf(spoilt) is { } node && node != NodeOf(token))
            spoilt = token;
        return new OddRequest("agent", change.Pick("GET", "GET", "POST", "HEAD", "PUT"), change.Chance(85) ? "/v1/credentials" : "/" + change.Text("v1/credentials?a=b"), change.Chance(10) ? change.Fragment() : "")
        {
            Headers = [.. Some(change, ("Host", change.Pick("169.254.170.23", "[fd00:ec2::23]:80", "evil.example", ":", "[::"))), ("Authorization", Printable(spoilt))],
        };
    }

    public static OddRequest Admin(RobustnessMutation change, string token)
    {
        var (method, path, body) = change.Pick(0, 1, 1, 1, 1, 2, 3, 3, 4, 5, 6, 7) switch
        {
            // The log would grow to megabytes.
            0 => change.Chance(40) ? ("GET", "/requests", "") : ("DELETE", "/requests", ""),
            1 => ("POST", "/faults", change.Pick(Faults)),
            2 => ("GET", "/faults", ""),
            3 => ("PUT", "/options", """{"latency":0,"consistencyDelay":5}"""),
            4 => ("DELETE", "/faults", ""),
            5 => ("GET", "/clock", ""),
            6 => ("POST", "/clock", """{"advanceSeconds":100000000}"""),
            _ => change.Chance(20) ? ("POST", "/reset", "") : ("GET", "/nothing", ""),
        };
        if (body.Length > 0 && change.Chance(60))
            body = change.Json(body);
        return new OddRequest("admin", change.Chance(95) ? method : change.Pick("PATCH", "OPTIONS", "HEAD"), change.Chance(90) ? path : "/" + change.Text(path[1..]), body)
        {
            ContentType = body.Length > 0 ? "application/json" : null,
            Headers = [("Authorization", "Bearer " + (change.Chance(95) ? token : Printable(change.Text(token)))), .. Some(change, ("Origin", "http://evil.example"))],
        };
    }

    /// <summary>Header or claims with another value, as JSON or as what once was JSON.</summary>
    private static string SpoilPart(RobustnessMutation change, string token)
    {
        var parts = token.Split('.');
        var which = change.Pick(0, 1, 1, 1);
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[which]));
        parts[which] = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(change.Chance(20) ? WithOtherTimes(change, text) : change.Json(text)));
        return string.Join('.', parts);
    }

    private static string? NodeOf(string token) => TokenCheck.Claims(token).Text("kubernetes.io", "node", "name");

    private static string WithOtherTimes(RobustnessMutation change, string claims)
    {
        var value = JsonNode.Parse(claims)!.AsObject();
        value[change.Pick("exp", "nbf", "iat")] = JsonNode.Parse(change.Pick("0", "-1", "1e300", "99999999999999", "\"x\"", "null", "1.5", "[]"));
        return value.ToJsonString();
    }

    private static (string, string)[] Some(RobustnessMutation change, (string, string) header) => change.Chance(8) ? [header] : [];

    /// <summary>What an HTTP header can carry at all.</summary>
    private static string Printable(string text) => string.Concat(text.Where(letter => letter is >= ' ' and < '\x7f'));
}
