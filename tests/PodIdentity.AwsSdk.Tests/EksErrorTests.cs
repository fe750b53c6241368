using System.Net;
using Amazon.EKS;
using Amazon.EKS.Model;

namespace PodIdentity.AwsSdk.Tests;

public sealed class EksErrorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(409, "ResourceInUseException", typeof(ResourceInUseException))]
    [InlineData(404, "ResourceNotFoundException", typeof(ResourceNotFoundException))]
    [InlineData(400, "InvalidParameterException", typeof(InvalidParameterException))]
    [InlineData(400, "InvalidRequestException", typeof(InvalidRequestException))]
    [InlineData(400, "ClientException", typeof(ClientException))]
    [InlineData(400, "ResourceLimitExceededException", typeof(ResourceLimitExceededException))]
    [InlineData(403, "AccessDeniedException", typeof(AccessDeniedException))]
    [InlineData(404, "NotFoundException", typeof(NotFoundException))]
    [InlineData(400, "BadRequestException", typeof(BadRequestException))]
    [InlineData(428, "ResourcePropagationDelayException", typeof(ResourcePropagationDelayException))]
    [InlineData(403, "InvalidSignatureException", typeof(AmazonEKSException))]
    public async Task Each_error_type_is_its_exception(int status, string code, Type type)
    {
        await using var service = await RecordingService.Start(Reply.Json("""{"message":"says why"}""", status, ("x-amzn-ErrorType", code), ("x-amzn-RequestId", "id-1")));
        using var eks = service.Eks();

        var error = await Assert.ThrowsAnyAsync<AmazonEKSException>(() => eks.ListClustersAsync(new(), Cancel));

        Assert.Equal(type, error.GetType());
        Assert.Equal(code, error.ErrorCode);
        Assert.Equal((HttpStatusCode)status, error.StatusCode);
        Assert.Equal("says why", error.Message);
        Assert.Equal("id-1", error.RequestId);
    }

    [Theory]
    [InlineData("ResourceInUseException:http://internal.amazon.com/coral/", """{"message":"m"}""")]
    [InlineData("com.amazonaws.eks#ResourceInUseException", """{"Message":"m"}""")]
    [InlineData("AccessDeniedException", """{"__type":"com.amazonaws.eks#ResourceInUseException","message":"m"}""")]
    [InlineData("", """{"code":"ResourceInUseException","message":"m"}""")]
    public async Task The_type_is_found_in_body_and_header_without_its_decoration(string header, string body)
    {
        await using var service = await RecordingService.Start(Reply.Json(body, 409, ("x-amzn-ErrorType", header)));
        using var eks = service.Eks();

        var error = await Assert.ThrowsAsync<ResourceInUseException>(() => eks.ListClustersAsync(new(), Cancel));

        Assert.Equal("ResourceInUseException", error.ErrorCode);
        Assert.Equal("m", error.Message);
    }

    [Fact]
    public async Task An_error_tells_the_things_it_is_about()
    {
        await using var service = await RecordingService.Start(Reply.Json(
            """{"clusterName":"eksdemo1","nodegroupName":null,"addonName":"vpc-cni","message":"busy"}""", 409, ("x-amzn-ErrorType", "ResourceInUseException")));
        using var eks = service.Eks();

        var error = await Assert.ThrowsAsync<ResourceInUseException>(() => eks.ListClustersAsync(new(), Cancel));

        Assert.Equal("eksdemo1", error.ClusterName);
        Assert.Equal("vpc-cni", error.AddonName);
        Assert.Null(error.NodegroupName);
    }

    [Theory]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("")]
    [InlineData("[]")]
    public async Task An_answer_from_something_in_between_still_gives_its_status(string body)
    {
        await using var service = await RecordingService.Start(new Reply(403, "text/html", body));
        using var eks = service.Eks();

        var error = await Assert.ThrowsAsync<AmazonEKSException>(() => eks.ListClustersAsync(new(), Cancel));

        Assert.Equal(HttpStatusCode.Forbidden, error.StatusCode);
        Assert.Contains("403", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "ThrottlingException")]
    [InlineData(429, "TooManyRequestsException")]
    [InlineData(500, "ServerException")]
    public async Task What_passes_is_retried_by_the_sdk(int status, string code)
    {
        await using var service = await RecordingService.Start(Reply.Json("""{"message":"m"}""", status, ("x-amzn-ErrorType", code)), Reply.Json("""{"clusters":["eksdemo1"]}"""));
        using var eks = service.Eks();

        var response = await eks.ListClustersAsync(new(), Cancel);

        Assert.Equal(["eksdemo1"], response.Clusters!);
        Assert.Equal(2, service.Requests.Count);
    }
}
