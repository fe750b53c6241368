using PodIdentity.Lab.Aws;
using PodIdentity.Lab.Aws.Eks;
using PodIdentity.Lab.Aws.Metadata;

namespace PodIdentity.Lab.Tests.Eks;

public sealed class AssociationTests
{
    private const string Path = "/clusters/eksdemo1/pod-identity-associations";

    private readonly EksLab _lab = new();

    [Fact]
    public async Task An_association_has_all_members_the_unset_ones_null()
    {
        var role = _lab.Iam.AddRole("app");
        var association = (await _lab.Call("POST", Path, Body(role, "\"tags\":{\"team\":\"a\"}")))["association"]!.AsObject();

        Assert.Matches("^a-[a-z0-9]{17}$", (string?)association["associationId"]);
        Assert.Equal($"arn:aws:eks:us-east-1:111122223333:podidentityassociation/eksdemo1/{association["associationId"]}", (string?)association["associationArn"]);
        Assert.Equal(role, (string?)association["roleArn"]);
        Assert.False((bool)association["disableSessionTags"]!);
        Assert.Equal("a", (string?)association["tags"]!["team"]);
        foreach (var unset in new[] { "ownerArn", "targetRoleArn", "externalId", "policy" })
        {
            Assert.True(association.ContainsKey(unset), unset);
            Assert.Null(association[unset]);
        }
    }

    [Fact]
    public async Task A_listing_leaves_the_role_out_and_filters_by_namespace_and_service_account()
    {
        var role = _lab.Iam.AddRole("app");
        await _lab.Call("POST", Path, Body(role));
        await _lab.Call("POST", Path, Body(role, serviceAccount: "other"));
        await _lab.Call("POST", Path, Body(role, @namespace: "shop"));

        var all = (await _lab.Call("GET", Path))["associations"]!.AsArray();
        Assert.Equal(3, all.Count);
        Assert.All(all, a => Assert.False(a!.AsObject().ContainsKey("roleArn")));
        Assert.Equal(2, await Count("?namespace=default"));
        Assert.Equal(2, await Count("?serviceAccount=aws-cli-sa"));
        Assert.Equal(1, await Count("?namespace=shop&serviceAccount=aws-cli-sa"));
        Assert.Equal(0, await Count("?namespace=shop&serviceAccount=other"));
    }

    [Fact]
    public async Task One_association_per_service_account()
    {
        var role = _lab.Iam.AddRole("app");
        var id = (await _lab.Call("POST", Path, Body(role)))["association"]!["associationId"];

        Assert.Equal($"409 ResourceInUseException: Association already exists: {id}", await _lab.Refusal("POST", Path, Body(role)));
    }

    [Fact]
    public async Task Of_many_who_associate_at_once_one_succeeds()
    {
        var body = Body(_lab.Iam.AddRole("app"));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            try
            {
                await _lab.Call("POST", Path, body);
                return 200;
            }
            catch (AwsException error)
            {
                return error.Status;
            }
        })));

        Assert.Single(outcomes, 200);
        Assert.Equal(49, outcomes.Count(o => o == 409));
    }

    [Fact]
    public async Task Roles_are_checked_for_account_existence_and_trust()
    {
        var distrusting = _lab.Iam.AddRole("distrusting");
        _lab.Iam.Distrusting.Add(distrusting);

        Assert.Equal("400 InvalidParameterException: Role provided in the request does not exist.",
            await _lab.Refusal("POST", Path, Body("arn:aws:iam::111122223333:role/nobody")));
        Assert.Equal("400 InvalidParameterException: Trust policy of the role provided is invalid", await _lab.Refusal("POST", Path, Body(distrusting)));
        Assert.StartsWith("400 InvalidParameterException", await _lab.Refusal("POST", Path, Body(_lab.Iam.AddRole("far", "999988887777"))), StringComparison.Ordinal);
        Assert.StartsWith("400 InvalidParameterException", await _lab.Refusal("POST", Path, Body("app")), StringComparison.Ordinal);
        Assert.Equal(0, await Count(""));
    }

    [Fact]
    public async Task The_caller_must_be_allowed_to_pass_the_role_to_Pod_Identity()
    {
        var role = _lab.Iam.AddRole("app");
        _lab.Iam.DeniedActions.Add("iam:PassRole");

        Assert.StartsWith("403 AccessDeniedException", await _lab.Refusal("POST", Path, Body(role)), StringComparison.Ordinal);
        var asked = Assert.Single(_lab.Iam.Asked, a => a.Action == "iam:PassRole");
        Assert.Equal(role, asked.Resource);
        Assert.Equal(["pods.eks.amazonaws.com"], asked.Context!["iam:PassedToService"]);
    }

    [Fact]
    public async Task A_target_role_brings_an_external_id()
    {
        var role = _lab.Iam.AddRole("app");
        var association = (await _lab.Call("POST", Path, Body(role, "\"targetRoleArn\":\"arn:aws:iam::999988887777:role/t\"")))["association"]!;
        var path = $"{Path}/{association["associationId"]}";
        var cleared = (await _lab.Call("POST", path, """{"targetRoleArn":""}"""))["association"]!;

        Assert.Equal("us-east-1/111122223333/eksdemo1/default/aws-cli-sa", (string?)association["externalId"]);
        Assert.Null(cleared["targetRoleArn"]);
        Assert.Null(cleared["externalId"]);
    }

    [Fact]
    public async Task A_policy_needs_session_tags_off_and_to_be_a_policy()
    {
        var role = _lab.Iam.AddRole("app");
        const string Policy = "\"policy\":\"{\\\"Statement\\\":[]}\"";

        Assert.StartsWith("400 InvalidParameterException", await _lab.Refusal("POST", Path, Body(role, Policy)), StringComparison.Ordinal);
        Assert.StartsWith("400 InvalidParameterException",
            await _lab.Refusal("POST", Path, Body(role, "\"disableSessionTags\":true,\"policy\":\"nonsense\"")), StringComparison.Ordinal);
        var association = (await _lab.Call("POST", Path, Body(role, "\"disableSessionTags\":true," + Policy)))["association"]!;
        Assert.Equal("""{"Statement":[]}""", (string?)association["policy"]);
        Assert.StartsWith("400 InvalidParameterException",
            await _lab.Refusal("POST", $"{Path}/{association["associationId"]}", """{"disableSessionTags":false}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_ids_unknown_clusters_and_bad_names_are_told_apart()
    {
        var role = _lab.Iam.AddRole("app");

        Assert.Equal("400 InvalidParameterException: The parameter associationId should be 19 characters long.", await _lab.Refusal("GET", Path + "/a-1"));
        Assert.StartsWith("404 ResourceNotFoundException", await _lab.Refusal("GET", Path + "/a-00000000000000000"), StringComparison.Ordinal);
        Assert.Equal("404 ResourceNotFoundException: No cluster found for name: nope.", await _lab.Refusal("GET", "/clusters/nope/pod-identity-associations"));
        Assert.StartsWith("400 InvalidParameterException: The parameter namespace", await _lab.Refusal("POST", Path, Body(role, @namespace: "Not_A_Name")), StringComparison.Ordinal);
        Assert.StartsWith("400 InvalidParameterException: The parameter serviceAccount", await _lab.Refusal("POST", Path, Body(role, serviceAccount: "*")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_spread_after_the_consistency_delay()
    {
        var lab = new EksLab(new LabOptions { ConsistencyDelay = TimeSpan.FromMinutes(1) });
        var cloud = new EksCloud(lab.State, new MetadataEndpoint(lab.State, lab.Iam, new FakeTraffic()));
        var role = lab.Iam.AddRole("app");
        var id = (await lab.Call("POST", Path, Body(role)))["association"]!["associationId"];
        var path = $"{Path}/{id}";

        Assert.False(cloud.IsAssociated("eksdemo1", "default", "aws-cli-sa"));
        Assert.Equal(role, (string?)(await lab.Call("GET", path))["association"]!["roleArn"]);
        lab.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(cloud.IsAssociated("eksdemo1", "default", "aws-cli-sa"));

        await lab.Call("DELETE", path);
        Assert.True(cloud.IsAssociated("eksdemo1", "default", "aws-cli-sa"));
        Assert.Equal($"409 ResourceInUseException: Association already exists: {id}", await lab.Refusal("POST", Path, Body(role)));
        lab.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(cloud.IsAssociated("eksdemo1", "default", "aws-cli-sa"));
        Assert.StartsWith("404", await lab.Refusal("GET", path), StringComparison.Ordinal);
        await lab.Call("POST", Path, Body(role));
    }

    [Fact]
    public async Task The_same_token_makes_one_association_until_that_is_deleted()
    {
        var body = Body(_lab.Iam.AddRole("app"), "\"clientRequestToken\":\"t\"");
        var first = await _lab.Call("POST", Path, body);
        var again = await _lab.Call("POST", Path, body);
        await _lab.Call("DELETE", $"{Path}/{first["association"]!["associationId"]}");
        var anew = await _lab.Call("POST", Path, body);

        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.NotEqual((string?)first["association"]!["associationId"], (string?)anew["association"]!["associationId"]);
    }

    [Fact]
    public async Task Five_thousand_associations_are_held_and_listed_and_one_more_is_refused()
    {
        var role = _lab.Iam.AddRole("app");
        for (var i = 0; i < 5000; i++)
            await _lab.Call("POST", Path, Body(role, serviceAccount: $"sa-{i}"));

        var seen = new List<string>();
        for (string? token = ""; token is not null;)
        {
            var page = await _lab.Call("GET", $"{Path}?nextToken={Uri.EscapeDataString(token)}");
            seen.AddRange(page["associations"]!.AsArray().Select(a => (string)a!["serviceAccount"]!));
            token = (string?)page["nextToken"];
        }

        Assert.Equal(Enumerable.Range(0, 5000).Select(i => $"sa-{i}"), seen);
        Assert.StartsWith("400 ResourceLimitExceededException", await _lab.Refusal("POST", Path, Body(role)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_are_set_listed_and_removed_by_the_ARN_in_the_path()
    {
        var arn = (string)(await _lab.Call("POST", Path, Body(_lab.Iam.AddRole("app"))))["association"]!["associationArn"]!;
        var path = "/tags/" + Uri.EscapeDataString(arn);
        await _lab.Call("POST", path, """{"tags":{"a":"1","b":"2"}}""");
        await _lab.Call("DELETE", path + "?tagKeys=a&tagKeys=c");

        Assert.Equal("""{"tags":{"b":"2"}}""", (await _lab.Call("GET", path)).ToJsonString());
        Assert.StartsWith("400 BadRequestException", await _lab.Refusal("POST", path, """{"tags":{"aws:x":"1"}}"""), StringComparison.Ordinal);
        Assert.StartsWith("404 NotFoundException", await _lab.Refusal("GET", path + "x"), StringComparison.Ordinal);
        Assert.StartsWith("400 BadRequestException", await _lab.Refusal("GET", "/tags/nonsense"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_name_all_members_of_their_type_and_unknown_paths_are_the_gateways()
    {
        var error = await Assert.ThrowsAsync<AwsException>(() => _lab.Call("GET", "/clusters/nope"));
        var response = _lab.Eks.Error(error, "id");

        Assert.Equal(
            """{"clusterName":"nope","nodegroupName":null,"fargateProfileName":null,"addonName":null,"subscriptionId":null,"message":"No cluster found for name: nope."}""",
            response.Body);
        Assert.Equal("ResourceNotFoundException", response.Headers["x-amzn-ErrorType"]);
        Assert.Equal("403 MissingAuthenticationTokenException: Missing Authentication Token", await _lab.Refusal("GET", "/nothing/here"));
        Assert.Equal("403 MissingAuthenticationTokenException: Missing Authentication Token", await _lab.Refusal("PATCH", "/clusters"));
    }

    private static string Body(string role, string? more = null, string @namespace = "default", string serviceAccount = "aws-cli-sa") =>
        $$"""{"namespace":"{{@namespace}}","serviceAccount":"{{serviceAccount}}","roleArn":"{{role}}"{{(more is null ? "" : "," + more)}}}""";

    private async Task<int> Count(string query) => (await _lab.Call("GET", Path + query))["associations"]!.AsArray().Count;
}
