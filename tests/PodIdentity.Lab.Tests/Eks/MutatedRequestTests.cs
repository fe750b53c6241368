using System.Text;
using PodIdentity.Lab.Aws;

namespace PodIdentity.Lab.Tests.Eks;

public sealed class MutatedRequestTests
{
    private static readonly string[] Methods = ["GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"];

    private static readonly string[] Targets =
    [
        "/clusters", "/clusters?maxResults=1&nextToken=YQ", "/clusters/eksdemo1", "/clusters/eksdemo1/addons", "/clusters/eksdemo1/addons/vpc-cni",
        "/clusters/eksdemo1/addons/vpc-cni/update", "/clusters/eksdemo1/addons/eks-pod-identity-agent?preserve=true", "/addons/supported-versions?addonName=coredns",
        "/addons/configuration-schemas?addonName=vpc-cni&addonVersion=v1.20.4-eksbuild.1", "/clusters/eksdemo1/pod-identity-associations?namespace=default",
        "/clusters/eksdemo1/pod-identity-associations/a-00000000000000000", "/clusters/eksdemo1/updates/x?addonName=vpc-cni", "/clusters/eksdemo1/node-groups/ng-1",
        "/tags/arn%3Aaws%3Aeks%3Aus-east-1%3A111122223333%3Acluster%2Feksdemo1?tagKeys=a", "/clusters/eksdemo1/assume-role-for-pod-identity",
    ];

    private static readonly string[] Bodies =
    [
        "", "{}", "[]", "null", "7", """{"a":1,"a":2}""", """{"addonName":"\ud800"}""", """{"\udc00":1}""", """{"token":"\ud800.a.b"}""", """{"token":"a.b.c"}""",
        """{"addonName":"eks-pod-identity-agent","configurationValues":"{\"\\ud800\":1}","clientRequestToken":"t"}""",
        """{"addonName":"aws-ebs-csi-driver","podIdentityAssociations":[{"serviceAccount":"ebs-csi-controller-sa","roleArn":"arn:aws:iam::111122223333:role/app"}]}""",
        """{"namespace":"default","serviceAccount":"sa","roleArn":"arn:aws:iam::111122223333:role/app","tags":{"a":"b"},"disableSessionTags":true,"policy":"{\"Statement\":[],\"\\ud800\":1}"}""",
        """{"namespace":"default","serviceAccount":"sa","roleArn":"arn:aws:iam::111122223333:role/app","targetRoleArn":"arn:aws:iam::1:role/"}""",
        """{"tags":{"a":"1"}}""", """{"tags":{"a":null}}""", """{"tags":[]}""", """{"namespaceConfig":{"namespace":{}},"addonName":"metrics-server"}""",
    ];

    [Fact]
    public async Task Ten_thousand_mutated_requests_are_answered_or_refused_and_never_break_the_service()
    {
        var lab = new EksLab();
        lab.Iam.AddRole("app");
        var random = new Random(17);
        for (var i = 0; i < 10_000; i++)
        {
            var (method, target, body) = (Pick(random, Methods), Mutate(random, Pick(random, Targets)), Mutate(random, Pick(random, Bodies)));
            IAwsService service = random.Next(8) == 0 ? lab.EksAuth : lab.Eks;
            try
            {
                var operation = service.OperationOf(EksLab.Request(method, target, body).Http.Request, []);
                var response = await service.HandleAsync(EksLab.Request(method, target, body), CancellationToken.None);
                Assert.True(operation is not null && response.Status == 200, $"{method} {target} {body}");
            }
            catch (AwsException error)
            {
                Assert.InRange(error.Status, 400, 499);
                Assert.Equal(error.Status, service.Error(error, "id").Status);
            }
            catch (Exception error) when (error is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"{method} {target} {body}: {error}");
            }
        }
    }

    private static string Mutate(Random random, string text)
    {
        if (text.Length < 2 || random.Next(3) == 0)
            return text;
        var result = new StringBuilder(text);
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            // The first character stays: a target begins with a slash.
            var at = random.Next(1, result.Length);
            switch (random.Next(4))
            {
                case 0 when result.Length > 2:
                    result.Remove(at, 1);
                    break;
                case 1:
                    result.Insert(at, Pick(random, ["%2F", "%ED%A0%80", "%", "/", "\"", "\\", "é", "{", "}", "null", "&", "?", "\0"]));
                    break;
                case 2:
                    result[at] = (char)random.Next(32, 127);
                    break;
                default:
                    result.Insert(at, result.ToString(at, random.Next(0, result.Length - at)));
                    break;
            }
        }

        return result.ToString();
    }

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
