using System.Text.Json;
using PodIdentity.Lab.Tests.Aws;

namespace PodIdentity.Lab.Tests.Eks;

/// <summary>boto3 repeats its calls with the same client request token, as its retries do.</summary>
public sealed class RequestTokenTests(AwsLab fixture) : IClassFixture<AwsLab>
{
    [Fact]
    public async Task A_repeat_changes_nothing_and_other_parameters_are_refused()
    {
        var output = await fixture.PlayAsync("Eks", "request_tokens.py");
        var refusals = JsonSerializer.Deserialize<string[]>(output)!;
        Assert.Equal(4, refusals.Length);
        Assert.All(refusals, refusal => Assert.Equal("400 InvalidParameterException: The client request token was already used in a request with different parameters.", refusal));
    }
}
