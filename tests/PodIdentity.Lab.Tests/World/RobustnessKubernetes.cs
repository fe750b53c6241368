namespace PodIdentity.Lab.Tests.World;

/// <summary>Requests to the Kubernetes API: every kind and verb as kubectl asks, and then spoilt.</summary>
internal static class RobustnessKubernetes
{
    private const string PodSpec =
        """{"serviceAccountName":"default","containers":[{"name":"main","image":"amazon/aws-cli:2","command":["sleep","infinity"],"env":[{"name":"A","value":"b"},{"name":"AWS_REGION","value":"x"}],"ports":[{"containerPort":80,"protocol":"TCP"}],"resources":{"requests":{"cpu":"10m","memory":"16Mi"},"limits":{"cpu":"1"}},"volumeMounts":[{"name":"v","mountPath":"/v"}]}],"initContainers":[{"name":"init","image":"busybox","command":["true"]}],"volumes":[{"name":"v","emptyDir":{}}],"restartPolicy":"Always","terminationGracePeriodSeconds":0,"nodeSelector":{"kubernetes.io/os":"linux"},"tolerations":[{"operator":"Exists"}]}""";

    private const string Workload = """,{"replicas":1,"selector":{"matchLabels":{"app":"x"}},"template":{"metadata":{"labels":{"app":"x"}},"spec":""" + PodSpec + "}";

    // Path of the collection, kind, and the specification of an object.
    private static readonly (string Base, string Plural, bool Namespaced, string Version, string Kind, string Content)[] Kinds =
    [
        ("/api/v1", "namespaces", false, "v1", "Namespace", ""),
        ("/api/v1", "nodes", false, "v1", "Node", ",\"spec\":{\"unschedulable\":true,\"taints\":[{\"key\":\"a\",\"effect\":\"NoSchedule\"}]}"),
        ("/api/v1", "serviceaccounts", true, "v1", "ServiceAccount", ",\"automountServiceAccountToken\":true"),
        ("/api/v1", "pods", true, "v1", "Pod", ",\"spec\":" + PodSpec),
        ("/api/v1", "pods", true, "v1", "Pod", ",\"spec\":" + PodSpec),
        ("/api/v1", "events", true, "v1", "Event", ",\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"n1\",\"namespace\":\"default\"},\"reason\":\"r\",\"message\":\"m\",\"type\":\"Normal\",\"count\":1"),
        ("/apis/apps/v1", "daemonsets", true, "apps/v1", "DaemonSet", Specification(Workload.Replace("\"replicas\":1,", "", StringComparison.Ordinal))),
        ("/apis/apps/v1", "deployments", true, "apps/v1", "Deployment", Specification(Workload)),
        ("/apis/apps/v1", "replicasets", true, "apps/v1", "ReplicaSet", Specification(Workload)),
        ("/apis/apps/v1", "statefulsets", true, "apps/v1", "StatefulSet", Specification(Workload.Replace("{\"replicas\"", "{\"serviceName\":\"s\",\"replicas\"", StringComparison.Ordinal))),
        ("/apis/networking.k8s.io/v1", "networkpolicies", true, "networking.k8s.io/v1", "NetworkPolicy", ",\"spec\":{}"),
        ("/apis/admissionregistration.k8s.io/v1", "mutatingwebhookconfigurations", false, "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", ""),
    ];

    private static readonly string[] Queries =
    [
        "", "", "", "limit=2", "limit=1&continue=abc", "labelSelector=app%3Dx", "labelSelector=app+in+(a,b),!c,d!%3De", "fieldSelector=metadata.name%3Dn1", "fieldSelector=status.phase!%3DRunning,spec.nodeName%3Dx", "resourceVersion=0",
        "resourceVersion=1&resourceVersionMatch=Exact", "dryRun=All", "fieldValidation=Strict&fieldManager=kubectl", "propagationPolicy=Foreground", "propagationPolicy=Orphan&gracePeriodSeconds=0", "gracePeriodSeconds=1", "pretty=true",
        "watch=true&timeoutSeconds=1", "watch=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan", "watch=true&resourceVersion=5&labelSelector=app%3Dx",
    ];

    private static readonly (string Type, string Body)[] Patches =
    [
        ("application/merge-patch+json", """{"metadata":{"labels":{"a":"b","c":null},"annotations":{"k":"v"},"finalizers":["example.com/f"]}}"""), ("application/merge-patch+json", """{"metadata":{"finalizers":null},"spec":{"replicas":2}}"""),
        ("application/strategic-merge-patch+json", """{"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"2026-11-24T00:00:00Z"}},"spec":{"$setElementOrder/containers":[{"name":"main"}],"containers":[{"name":"main","image":"a:2","env":[{"name":"A","$patch":"delete"},{"name":"B","value":"c"}]}]}}}}"""),
        ("application/strategic-merge-patch+json", """{"metadata":{"labels":{"x":"y"},"$deleteFromPrimitiveList/finalizers":["example.com/f"]},"spec":{"containers":[{"name":"main","image":"b"}],"tolerations":[{"$patch":"replace"}]},"$retainKeys":["metadata"]}"""),
        ("application/json-patch+json", """[{"op":"add","path":"/metadata/labels","value":{"a":"b"}},{"op":"test","path":"/metadata/labels/a","value":"b"},{"op":"move","from":"/metadata/labels/a","path":"/metadata/labels/c"},{"op":"copy","from":"/metadata/labels/c","path":"/metadata/labels/d"},{"op":"replace","path":"/metadata/labels/d","value":"e"},{"op":"remove","path":"/metadata/labels/d"}]"""),
        ("application/json-patch+json", """[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"x"},{"op":"add","path":"/spec/template/spec/containers/-","value":{"name":"two","image":"y"}}]"""), ("application/apply-patch+yaml", "{}"),
    ];

    private static readonly string[] Plain = ["/version", "/version/", "/healthz", "/readyz/ping", "/api", "/apis", "/api/v1", "/apis/apps/v1", "/apis/apps", "/openapi/v2", "/openapi/v3", "/openapi/v3/api/v1", "/openapi/v3/apis/apps/v1", "/metrics", "/"];

    private static readonly string[] Accepts =
        ["application/json", "application/json", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io", "application/vnd.kubernetes.protobuf", "application/yaml", "*/*", ";;,q=x", ""];

    private static readonly string[] Execs =
    [
        "command=echo&command=hi&container=main&stdout=true&stderr=true", "command=env&stdout=1&stdin=1&tty=0", "command=aws&command=sts&command=get-caller-identity&stdout=true", "command=sh&stdout=true", "command=cat&stdin=true&stdout=true&tty=true", "command=",
    ];

    public static OddRequest Next(RobustnessMutation change)
    {
        if (change.Chance(6))
            return Spoil(change, new OddRequest("kubernetes", change.Pick("GET", "GET", "GET", "POST", "OPTIONS"), change.Pick(Plain), change.Chance(20) ? "{\"a\":1}" : ""));
        if (change.Chance(4))
        {
            const string Review = """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"get","resource":"pods","namespace":"default"}}}""";
            return Spoil(change, new OddRequest("kubernetes", "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", Review));
        }

        return Spoil(change, change.Chance(12) ? OnPod(change) : OnObject(change));
    }

    private static OddRequest OnObject(RobustnessMutation change)
    {
        var (path, plural, namespaced, version, kind, rest) = change.Pick(Kinds);
        var @namespace = change.Pick("default", "default", "default", "n1", "kube-system", "n2");
        var collection = namespaced ? $"{path}/namespaces/{@namespace}/{plural}" : $"{path}/{plural}";
        var name = change.Pick("n1", "n2", "n3", "n4", "n5", "n6");
        var value = $$$"""{"apiVersion":"{{{version}}}","kind":"{{{kind}}}","metadata":{"name":"{{{name}}}","labels":{"app":"x"},"annotations":{"a":"b"}}""" + rest + "}";
        var item = $"{collection}/{name}{(change.Chance(12) ? change.Pick("/status", "/scale", "/finalize", "/nothing") : "")}";
        var query = change.Pick(Queries);
        query = query.Length > 0 ? "?" + query : "";
        var (type, patch) = change.Pick(Patches);
        return change.Pick(0, 0, 0, 1, 1, 2, 2, 3, 4, 4, 5, 6, 7) switch
        {
            0 => new OddRequest("kubernetes", "POST", collection + query, value),
            1 => new OddRequest("kubernetes", "GET", (change.Chance(20) ? $"{path}/{plural}" : collection) + query, ""),
            2 => new OddRequest("kubernetes", "GET", item + query, ""),
            3 => new OddRequest("kubernetes", "PUT", item + query, value),
            4 => new OddRequest("kubernetes", "PATCH", item + query, patch) { ContentType = type },
            5 => new OddRequest("kubernetes", "DELETE", item + query, change.Pick("", """{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Background","gracePeriodSeconds":0,"preconditions":{"uid":"x"}}""")),
            6 => new OddRequest("kubernetes", "DELETE", collection + query + (query.Length > 0 ? "&" : "?") + "labelSelector=app%3Dnone", ""),
            _ => new OddRequest("kubernetes", change.Pick("OPTIONS", "HEAD", "TRACE"), item + query, change.Chance(50) ? "{}" : ""),
        };
    }

    private static OddRequest OnPod(RobustnessMutation change)
    {
        var pod = $"/api/v1/namespaces/default/pods/{change.Pick("n1", "n2", "steady", "steady", "steady")}";
        return change.Pick(0, 1, 2, 3) switch
        {
            0 => new OddRequest("kubernetes", "GET", pod + "/log?" + change.Pick("", "container=main", "tailLines=2&timestamps=true", "sinceSeconds=1&limitBytes=3", "previous=true"), ""),
            1 => new OddRequest("kubernetes", change.Pick("GET", "POST"), pod + "/exec?" + change.Pick(Execs), ""),
            2 => new OddRequest("kubernetes", "GET", pod + "/exec?" + change.Pick(Execs), "")
            {
                Headers =
                [
                    ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", change.Chance(90) ? "13" : "7"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
                    ("Sec-WebSocket-Protocol", change.Pick("v5.channel.k8s.io", "v4.channel.k8s.io", "v1.what", "")),
                ],
            },
            _ => new OddRequest("kubernetes", "POST", "/api/v1/namespaces/default/pods/n1/eviction", """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"n1","namespace":"default"},"deleteOptions":{"gracePeriodSeconds":0}}"""),
        };
    }

    private static OddRequest Spoil(RobustnessMutation change, OddRequest request)
    {
        var body = request.Body.Length > 0 && change.Chance(50) ? change.Json(request.Body) : request.Body;
        return request with
        {
            Target = change.Chance(20) ? "/" + change.Text(request.Target[1..]) : request.Target,
            Body = body,
            ContentType = body.Length == 0 || change.Chance(4) ? change.Pick(null, "text/plain", "application/vnd.kubernetes.protobuf", "x") : request.ContentType ?? "application/json",
            Headers = [.. request.Headers, ("Accept", change.Pick(Accepts))],
        };
    }

    private static string Specification(string workload) => ",\"spec\":" + workload[1..] + "}";
}
