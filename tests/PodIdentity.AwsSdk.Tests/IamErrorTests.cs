using System.Net;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;

namespace PodIdentity.AwsSdk.Tests;

public sealed class IamErrorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(404, "NoSuchEntity", typeof(NoSuchEntityException))]
    [InlineData(409, "EntityAlreadyExists", typeof(EntityAlreadyExistsException))]
    [InlineData(409, "DeleteConflict", typeof(DeleteConflictException))]
    [InlineData(409, "LimitExceeded", typeof(LimitExceededException))]
    [InlineData(409, "ConcurrentModification", typeof(ConcurrentModificationException))]
    [InlineData(409, "EntityTemporarilyUnmodifiable", typeof(EntityTemporarilyUnmodifiableException))]
    [InlineData(400, "MalformedPolicyDocument", typeof(MalformedPolicyDocumentException))]
    [InlineData(400, "InvalidInput", typeof(InvalidInputException))]
    [InlineData(400, "UnmodifiableEntity", typeof(UnmodifiableEntityException))]
    [InlineData(400, "PolicyNotAttachable", typeof(PolicyNotAttachableException))]
    [InlineData(400, "ValidationError", typeof(AmazonIdentityManagementServiceException))]
    [InlineData(403, "AccessDenied", typeof(AmazonIdentityManagementServiceException))]
    [InlineData(403, "InvalidClientTokenId", typeof(AmazonIdentityManagementServiceException))]
    public async Task Each_error_code_is_its_exception(int status, string code, Type type)
    {
        await using var service = await RecordingService.Start(Error(status, code, "The role with name X cannot be found."));
        using var iam = service.Iam();

        var error = await Assert.ThrowsAnyAsync<AmazonIdentityManagementServiceException>(() => iam.GetRoleAsync(new() { RoleName = "X" }, Cancel));

        Assert.Equal(type, error.GetType());
        Assert.Equal(code, error.ErrorCode);
        Assert.Equal((HttpStatusCode)status, error.StatusCode);
        Assert.Equal(ErrorType.Sender, error.ErrorType);
        Assert.Equal("The role with name X cannot be found.", error.Message);
        Assert.Equal("id-1", error.RequestId);
    }

    [Theory]
    [InlineData(400, "Throttling")]
    [InlineData(500, "ServiceFailure")]
    public async Task What_passes_is_retried_by_the_sdk(int status, string code)
    {
        await using var service = await RecordingService.Start(Error(status, code, "Rate exceeded"), Reply.Xml("<GetRoleResponse><GetRoleResult><Role><RoleName>r</RoleName></Role></GetRoleResult></GetRoleResponse>"));
        using var iam = service.Iam();

        var response = await iam.GetRoleAsync(new() { RoleName = "r" }, Cancel);

        Assert.Equal("r", response.Role!.RoleName);
        Assert.Equal(2, service.Requests.Count);
    }

    [Theory]
    [InlineData("not xml")]
    [InlineData("")]
    public async Task An_answer_from_something_in_between_still_gives_its_status(string body)
    {
        await using var service = await RecordingService.Start(new Reply(403, "text/html", body));
        using var iam = service.Iam();

        var error = await Assert.ThrowsAsync<AmazonIdentityManagementServiceException>(() => iam.GetRoleAsync(new() { RoleName = "r" }, Cancel));

        Assert.Equal(HttpStatusCode.Forbidden, error.StatusCode);
        Assert.Contains("403", error.Message, StringComparison.Ordinal);
    }

    private static Reply Error(int status, string code, string message) => Reply.Xml(
        $"""<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>id-1</RequestId></ErrorResponse>""",
        status);
}
