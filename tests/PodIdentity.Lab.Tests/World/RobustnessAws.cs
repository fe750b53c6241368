using System.Text;

namespace PodIdentity.Lab.Tests.World;

/// <summary>Requests to the AWS endpoint: each operation as it is asked rightly, and then spoilt.</summary>
internal static class RobustnessAws
{
    private const string Role = "arn:aws:iam::111122223333:role/app";
    private const string ReadOnly = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
    private const string Own = "arn:aws:iam::111122223333:policy/own";

    // "@" stands for a policy document.
    private static readonly string[] Iam =
    [
        "CreateRole RoleName=app AssumeRolePolicyDocument=@ Path=/team/ MaxSessionDuration=3600 Description=d Tags.member.1.Key=a Tags.member.1.Value=b", "CreateRole RoleName=n1 AssumeRolePolicyDocument=@ PermissionsBoundary=" + ReadOnly,
        "GetRole RoleName=app", "ListRoles MaxItems=2 PathPrefix=/", "DeleteRole RoleName=n1", "UpdateRole RoleName=app Description=d MaxSessionDuration=7200", "UpdateRoleDescription RoleName=app Description=d",
        "UpdateAssumeRolePolicy RoleName=app PolicyDocument=@", "AttachRolePolicy RoleName=app PolicyArn=" + ReadOnly, "DetachRolePolicy RoleName=app PolicyArn=" + ReadOnly, "ListAttachedRolePolicies RoleName=app MaxItems=1",
        "PutRolePolicy RoleName=app PolicyName=inline PolicyDocument=@", "GetRolePolicy RoleName=app PolicyName=inline", "DeleteRolePolicy RoleName=app PolicyName=inline", "ListRolePolicies RoleName=app",
        "TagRole RoleName=app Tags.member.1.Key=a Tags.member.1.Value=b Tags.member.2.Key=c Tags.member.2.Value=d", "UntagRole RoleName=app TagKeys.member.1=a", "ListRoleTags RoleName=app MaxItems=1",
        "PutRolePermissionsBoundary RoleName=app PermissionsBoundary=" + ReadOnly, "DeleteRolePermissionsBoundary RoleName=app", "CreatePolicy PolicyName=own PolicyDocument=@ Description=d", "GetPolicy PolicyArn=" + Own,
        "GetPolicyVersion PolicyArn=" + ReadOnly + " VersionId=v1", "CreatePolicyVersion PolicyArn=" + Own + " PolicyDocument=@ SetAsDefault=true", "ListPolicyVersions PolicyArn=" + Own, "DeletePolicyVersion PolicyArn=" + Own + " VersionId=v2",
        "DeletePolicy PolicyArn=" + Own, "ListPolicies Scope=AWS MaxItems=3 OnlyAttached=true", "ListEntitiesForPolicy PolicyArn=" + ReadOnly + " EntityFilter=Role", "ListInstanceProfilesForRole RoleName=app",
        "CreateInstanceProfile InstanceProfileName=n1 Path=/", "GetInstanceProfile InstanceProfileName=n1", "AddRoleToInstanceProfile InstanceProfileName=n1 RoleName=app", "RemoveRoleFromInstanceProfile InstanceProfileName=n1 RoleName=app",
        "DeleteInstanceProfile InstanceProfileName=n1", "GetUser", "GetUser UserName=lab-viewer", "ListAccountAliases", "NoSuchOperation",
        "SimulatePrincipalPolicy PolicySourceArn=" + Role + " ActionNames.member.1=s3:GetObject ResourceArns.member.1=arn:aws:s3:::eksdemo1-logs/x PolicyInputList.member.1=@",
        "SimulateCustomPolicy PolicyInputList.member.1=@ PolicyInputList.member.2=@ ActionNames.member.1=s3:ListAllMyBuckets ActionNames.member.2=sts:AssumeRole ResourceArns.member.1=* ContextEntries.member.1.ContextKeyName=aws:SourceIp ContextEntries.member.1.ContextKeyType=ip ContextEntries.member.1.ContextKeyValues.member.1=127.0.0.1",
        "SimulateCustomPolicy PolicyInputList.member.1=@ PermissionsBoundaryPolicyInputList.member.1=@ ActionNames.member.1=iam:* CallerArn=" + Role + " ResourcePolicy=@ MaxItems=1",
    ];

    private static readonly string[] Sts =
    [
        "GetCallerIdentity", "GetCallerIdentity", "AssumeRole RoleArn=" + Role + " RoleSessionName=s DurationSeconds=900 Policy=@ ExternalId=a Tags.member.1.Key=a Tags.member.1.Value=b TransitiveTagKeys.member.1=a",
        "AssumeRole RoleArn=" + Role + " RoleSessionName=session PolicyArns.member.1.arn=" + ReadOnly, "AssumeRoleWithWebIdentity RoleArn=" + Role + " RoleSessionName=s WebIdentityToken=a.b.c",
    ];

    // "*" stands for an association's id, "@" in a body for a policy document.
    private static readonly (string Method, string Target, string Body)[] Eks =
    [
        ("GET", "/clusters?maxResults=1", ""), ("GET", "/clusters/eksdemo1", ""), ("GET", "/clusters/eksdemo1/node-groups", ""), ("GET", "/clusters/eksdemo1/node-groups/ng-1", ""),
        ("GET", "/clusters/eksdemo1/addons?maxResults=2", ""), ("GET", "/clusters/eksdemo1/addons/vpc-cni", ""), ("DELETE", "/clusters/eksdemo1/addons/eks-pod-identity-agent?preserve=true", ""),
        ("POST", "/clusters/eksdemo1/addons", """{"addonName":"eks-pod-identity-agent","addonVersion":"v1.3.10-eksbuild.1","configurationValues":"{}","resolveConflicts":"OVERWRITE","clientRequestToken":"t","tags":{"a":"b"}}"""),
        ("POST", "/clusters/eksdemo1/addons", """{"addonName":"aws-ebs-csi-driver","podIdentityAssociations":[{"serviceAccount":"ebs-csi-controller-sa","roleArn":"arn:aws:iam::111122223333:role/app"}]}"""),
        ("POST", "/clusters/eksdemo1/addons/coredns/update", """{"configurationValues":"{\"replicaCount\":2}","resolveConflicts":"PRESERVE","clientRequestToken":"u"}"""),
        ("GET", "/addons/supported-versions?addonName=coredns&kubernetesVersion=1.31", ""), ("GET", "/addons/configuration-schemas?addonName=eks-pod-identity-agent&addonVersion=v1.3.10-eksbuild.1", ""),
        ("GET", "/clusters/eksdemo1/updates?addonName=coredns", ""), ("GET", "/clusters/eksdemo1/updates/x?addonName=coredns", ""),
        ("POST", "/clusters/eksdemo1/pod-identity-associations", """{"namespace":"default","serviceAccount":"app-sa","roleArn":"arn:aws:iam::111122223333:role/app","clientRequestToken":"c","tags":{"a":"b"},"disableSessionTags":false}"""),
        ("POST", "/clusters/eksdemo1/pod-identity-associations", """{"namespace":"n1","serviceAccount":"sa","roleArn":"arn:aws:iam::111122223333:role/app","targetRoleArn":"arn:aws:iam::111122223333:role/app","disableSessionTags":true,"policy":"@"}"""),
        ("GET", "/clusters/eksdemo1/pod-identity-associations?namespace=default&serviceAccount=app-sa&maxResults=1", ""), ("GET", "/clusters/eksdemo1/pod-identity-associations/*", ""),
        ("POST", "/clusters/eksdemo1/pod-identity-associations/*", """{"roleArn":"arn:aws:iam::111122223333:role/app","targetRoleArn":"","clientRequestToken":"d","policy":"@"}"""), ("DELETE", "/clusters/eksdemo1/pod-identity-associations/a-00000000000000000", ""),
        ("POST", "/tags/arn%3Aaws%3Aeks%3Aus-east-1%3A111122223333%3Acluster%2Feksdemo1", """{"tags":{"a":"1","b":""}}"""), ("GET", "/tags/arn%3Aaws%3Aeks%3Aus-east-1%3A111122223333%3Acluster%2Feksdemo1", ""),
        ("DELETE", "/tags/arn%3Aaws%3Aeks%3Aus-east-1%3A111122223333%3Acluster%2Feksdemo1?tagKeys=a&tagKeys=b", ""),
    ];

    private static readonly (string Method, string Target)[] S3 =
    [
        ("GET", "/"), ("GET", "/eksdemo1-logs?list-type=2&prefix=&delimiter=%2F&max-keys=2"), ("GET", "/eksdemo1-logs?list-type=2&start-after=a&encoding-type=url&fetch-owner=true"), ("HEAD", "/eksdemo1-logs"), ("HEAD", "/eksdemo1-logs/x"),
        ("GET", "/eksdemo1-app-assets/index.html"), ("GET", "/eksdemo1-logs?location"), ("PUT", "/eksdemo1-logs/new"), ("GET", "/?max-buckets=1&prefix=eks"), ("DELETE", "/eksdemo1-logs"),
    ];

    /// <param name="change">What is spoilt, and how.</param>
    /// <param name="association">The id of an association that was there at first.</param>
    /// <param name="podToken">A token that EKS Auth takes from a node.</param>
    public static OddRequest Next(RobustnessMutation change, string association, string podToken)
    {
        var request = change.Pick(0, 0, 0, 1, 2, 2, 3, 4) switch
        {
            0 => Query(change, "iam", "2010-05-08", change.Pick(Iam)),
            1 => Query(change, "sts", "2011-06-15", change.Pick(Sts)),
            2 => Rest(change, "eks", change.Pick(Eks), association),
            3 => Rest(change, "eks-auth", ("POST", "/clusters/eksdemo1/assume-role-for-pod-identity", $$"""{"token":"{{podToken}}"}"""), association),
            _ => Rest(change, "s3", (change.Pick(S3) is var (method, target) ? method : "", target, ""), association),
        };
        return request with { Signature = change.Pick(Signature.Good, Signature.Good, Signature.Good, Signature.Good, Signature.Good, Signature.Good, Signature.Good, Signature.None, Signature.Spoilt) };
    }

    private static OddRequest Query(RobustnessMutation change, string service, string version, string template)
    {
        var words = template.Split(' ');
        var form = new StringBuilder($"Action={words[0]}&Version={version}");
        foreach (var word in words.Skip(1))
        {
            var (name, value) = (word[..word.IndexOf('=', StringComparison.Ordinal)], word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            if (value == "@")
                value = change.Policy();
            else if (change.Chance(8))
                value = change.Text(value);
            if (change.Chance(4))
                name = change.Text(name);
            for (var times = change.Chance(4) ? change.Pick(0, 2) : 1; times > 0; times--)
                form.Append('&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }

        var body = change.Chance(5) ? change.Text(form.ToString()) : form.ToString();
        return change.Chance(8)
            ? new OddRequest(service, "GET", "/?" + body, "")
            : new OddRequest(service, change.Chance(2) ? "PUT" : "POST", change.Chance(3) ? "/" + change.Fragment() : "/", body) { ContentType = "application/x-www-form-urlencoded; charset=utf-8" };
    }

    private static OddRequest Rest(RobustnessMutation change, string service, (string Method, string Target, string Body) template, string association)
    {
        var (method, target, body) = template;
        target = target.Replace("*", association, StringComparison.Ordinal);
        body = body.Replace("\"@\"", System.Text.Json.JsonSerializer.Serialize(change.Chance(50) ? RobustnessPolicies.Right[2] : change.Policy()), StringComparison.Ordinal);
        if (change.Chance(25))
            target = "/" + change.Text(target[1..]);
        if (body.Length > 0 && change.Chance(60))
            body = change.Json(body);
        if (change.Chance(5))
            method = change.Pick("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD");
        return new OddRequest(service, method, target, body) { ContentType = change.Chance(95) ? "application/json" : "text/plain" };
    }
}
