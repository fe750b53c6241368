using System.Text;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Pods.Commands.Aws;

/// <summary><c>aws sts get-caller-identity</c>.</summary>
internal static class CallerIdentityCommand
{
    private static readonly byte[] Body = Encoding.ASCII.GetBytes("Action=GetCallerIdentity&Version=2011-06-15");

    public static async Task<string> RunAsync(AwsSession session, string output, CancellationToken cancellationToken)
    {
        var answer = await session.SendAsync("sts", "GetCallerIdentity", HttpMethod.Post, "/", Body, cancellationToken);
        var result = answer.Child("GetCallerIdentityResult") ?? answer;
        var (userId, account, arn) = (result.Text("UserId"), result.Text("Account"), result.Text("Arn"));
        return output == "text"
            ? $"{account}\t{arn}\t{userId}\n"
            : CliJson.Write(new JsonObject { ["UserId"] = userId, ["Account"] = account, ["Arn"] = arn });
    }
}
