using System.Text.Json.Nodes;
using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Operations;

/// <summary>What New-PodIdentityRole does to the trust of a role that exists.</summary>
public class RoleTestsTrust
{
    private const string ForeignDoor = """{"Version":"2012-10-17","Statement":[{"Sid":"Theirs","Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}""";

    private static readonly string[] ElevenPolicies =
    [
        "AmazonDynamoDBReadOnlyAccess", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKSClusterPolicy", "AmazonEKSWorkerNodeMinimalPolicy", "AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy",
        "AmazonS3FullAccess", "AmazonS3ReadOnlyAccess", "AmazonSQSReadOnlyAccess", "CloudWatchAgentServerPolicy", "ReadOnlyAccess",
    ];

    private static readonly NewRoleRequest Plain = new() { RoleName = RoleLab.Name };
    private static readonly NewRoleRequest Narrow = Plain with { RestrictToServiceAccount = ["shop/web", "jobs/nightly"] };

    [Fact]
    public async Task Absent_statement_it_is_added_with_force_beside_what_is_there()
    {
        await using var lab = await RoleLab.StartAsync();
        await lab.MakeForeignAsync(RoleLab.Ec2Trust);

        var error = await lab.FailAsync(Narrow);
        var forced = await lab.RunAsync(Narrow with { Force = true });
        var again = await lab.RunAsync(Narrow);

        Assert.Equal("PodIdentity.RoleTrustMissing", error.ErrorId);
        Assert.Equal((Change.Updated, Change.Unchanged), (forced!.Change, again!.Change));
        Assert.Equal(
            ["Ec2", "AllowEksAuthToAssumeRoleForPodIdentity", "AllowEksAuthToAssumeRoleForPodIdentity2"],
            JsonNode.Parse(await lab.TrustAsync())!["Statement"]!.AsArray().Select(s => s!["Sid"]!.GetValue<string>()));
        Assert.Equal(["UpdateAssumeRolePolicy"], lab.NewWrites());
    }

    [Fact]
    public async Task Our_own_wider_statement_is_an_error_and_with_force_replaced()
    {
        await using var lab = await RoleLab.StartAsync();
        await lab.RunAsync(Plain);

        var error = await lab.FailAsync(Narrow);
        var forced = await lab.RunAsync(Narrow with { Force = true });
        var again = await lab.RunAsync(Narrow);

        Assert.Equal("PodIdentity.RoleTrustWider", error.ErrorId);
        Assert.Contains("-Force", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal((Change.Updated, Change.Unchanged), (forced!.Change, again!.Change));
        Assert.All(JsonNode.Parse(forced.TrustPolicy)!["Statement"]!.AsArray(), s => Assert.NotNull(s!["Condition"]));
    }

    [Fact]
    public async Task Somebody_elses_wider_statement_is_an_error_even_with_force()
    {
        await using var lab = await RoleLab.StartAsync();
        await lab.MakeForeignAsync(ForeignDoor);

        var error = await lab.FailAsync(Narrow with { Force = true });

        Assert.Equal("PodIdentity.RoleTrustWider", error.ErrorId);
        Assert.Contains("statement 1 (Theirs)", error.Message, StringComparison.Ordinal);
        Assert.Empty(lab.NewWrites());
    }

    [Fact]
    public async Task A_narrower_role_is_left_as_it_is_when_no_restriction_is_asked()
    {
        await using var lab = await RoleLab.StartAsync();
        await lab.RunAsync(Narrow);

        Assert.Equal(Change.Unchanged, (await lab.RunAsync(Plain with { Force = true }))!.Change);
    }

    [Fact]
    public async Task A_whole_trust_policy_of_ones_own_is_used_and_found_again()
    {
        await using var lab = await RoleLab.StartAsync();
        var own = ForeignDoor.Replace("]}]}", """]},{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}]}""", StringComparison.Ordinal);
        var spelledOtherwise = own.Replace("\"111122223333\"", "[\"arn:aws:iam::111122223333:root\"]", StringComparison.Ordinal).Replace("Theirs", "Other", StringComparison.Ordinal);

        var created = await lab.RunAsync(Plain with { TrustPolicy = own });
        var again = await lab.RunAsync(Plain with { TrustPolicy = spelledOtherwise });

        Assert.Equal((Change.Created, Change.Unchanged), (created!.Change, again!.Change));
        Assert.Equal(own, await lab.TrustAsync());
    }

    [Fact]
    public async Task A_trap_is_warned_about_and_a_condition_on_tags_when_it_is_written()
    {
        await using var lab = await RoleLab.StartAsync();
        var trap = ForeignDoor.Replace("]}]}", """],"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:eks:us-east-1:111122223333:podidentityassociation/eksdemo1/*"}}}]}""", StringComparison.Ordinal);

        await lab.RunAsync(Plain with { TrustPolicy = trap });
        await lab.RunAsync(Narrow with { RoleName = "Narrow" });

        Assert.Contains(lab.Host.Warnings, w => w.Contains("never holds", StringComparison.Ordinal) && w.Contains("the cluster's ARN", StringComparison.Ordinal));
        Assert.Contains(lab.Host.Warnings, w => w.Contains("-DisableSessionTag", StringComparison.Ordinal));
    }

    public static TheoryData<NewRoleRequest, string> Wrong => new()
    {
        { Plain with { TrustPolicy = "[]" }, "InvalidTrustPolicy: it is not a JSON object" },
        { Plain with { TrustPolicy = """{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}""" }, "InvalidTrustPolicy: 'Version' stands twice" },
        { Plain with { TrustPolicy = """{"Version":"2012-10-17","Statement":"x"}""" }, "InvalidTrustPolicy: its Statement is neither" },
        { Plain with { TrustPolicy = string.Concat(Enumerable.Repeat("[", 80)) }, "InvalidTrustPolicy: not valid JSON" },
        { Plain with { TrustPolicy = ForeignDoor.Replace(",\"sts:TagSession\"", "", StringComparison.Ordinal) }, "InvalidTrustPolicy: but not do sts:TagSession" },
        { Plain with { TrustPolicy = ForeignDoor.Replace("pods.eks", "eks", StringComparison.Ordinal) }, "InvalidTrustPolicy: it is about 'eks.amazonaws.com'" },
        { Plain with { TrustPolicy = ForeignDoor.Replace("\"Effect\"", "\"Resource\":\"*\",\"Effect\"", StringComparison.Ordinal) }, "InvalidTrustPolicy: has a Resource" },
        { Plain with { TrustPolicy = ForeignDoor, RestrictToAccount = ["111122223333"] }, "InvalidTrustPolicy: beside -RestrictToAccount" },
        { Plain with { RestrictToAccount = ["1234"] }, "InvalidRestrictToAccount: 1234" },
        { Plain with { RestrictToCluster = ["a", "arn:aws:eks:us-east-1:111122223333:cluster/b"] }, "InvalidRestrictToCluster: only names or only ARNs" },
        { Plain with { RestrictToServiceAccount = ["web"] }, "InvalidRestrictToServiceAccount: web" },
        { Plain with { Path = "pods" }, "InvalidPath: pods" },
        { Plain with { MaxSessionDuration = 60 }, "InvalidMaxSessionDuration: 60" },
        { Plain with { Description = "\u4e2d" }, "InvalidDescription: Latin-1" },
        { Plain with { PermissionsBoundary = "no name" }, "InvalidPermissionsBoundary: no name" },
        { Plain with { ManagedPolicy = ["arn:aws-cn:iam::aws:policy/X"] }, "InvalidManagedPolicy: partition aws" },
        { Inline("bad name", "{}"), "InvalidInlinePolicy: bad name" },
        { Inline("p", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*"}]}"""), "InvalidInlinePolicy: has no Resource" },
        { Inline("p", """{"Version":"2012-10-17","Statement":[{"Effect":"allow","Action":"s3:*","Resource":"*"}]}"""), "InvalidInlinePolicy: it is Allow or Deny" },
        { Inline("p", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3","Resource":"*"}]}"""), "InvalidInlinePolicy: 's3' is not an action" },
        { Inline("p", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringIs":{"a":"b"}}}]}"""), "InvalidInlinePolicy: StringIs" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task What_is_malformed_is_refused_before_any_write(NewRoleRequest request, string expected)
    {
        await using var lab = await RoleLab.StartAsync();

        var error = await lab.FailAsync(request);

        var (id, text) = (expected.Split(": ")[0], expected[(expected.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
        Assert.Equal(("PodIdentity." + id, ErrorKind.InvalidArgument), (error.ErrorId, error.Kind));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.Empty(lab.Requests.Except(["iam GetRole"]));
    }

    [Fact]
    public async Task A_trust_policy_longer_than_any_account_can_have_is_refused_before_the_first_write()
    {
        await using var lab = await RoleLab.StartAsync();

        var error = await lab.FailAsync(Plain with { RestrictToServiceAccount = [.. Enumerable.Range(0, 400).Select(i => $"namespace/service-account-{i}")] });

        Assert.Equal(("PodIdentity.QuotaExceeded", ErrorKind.QuotaExceeded), (error.ErrorId, error.Kind));
        Assert.Empty(lab.NewWrites());
    }

    [Fact]
    public async Task More_policies_than_this_account_allows_are_refused_before_the_first_write()
    {
        await using var lab = await RoleLab.StartAsync();

        var error = await lab.FailAsync(Plain with { ManagedPolicy = ElevenPolicies });

        Assert.Equal(("PodIdentity.QuotaExceeded", ErrorKind.QuotaExceeded), (error.ErrorId, error.Kind));
        Assert.Contains("iam GetAccountSummary", lab.Requests);
        Assert.Empty(lab.NewWrites());
    }

    [Fact]
    public async Task More_than_the_default_are_tried_with_a_warning_where_the_quota_cannot_be_read_and_undone_when_refused()
    {
        await using var lab = await RoleLab.StartAsync();
        lab.Refuse("GetAccountSummary");

        var error = await lab.FailAsync(Plain with { ManagedPolicy = ElevenPolicies });

        Assert.Equal("PodIdentity.QuotaExceeded", error.ErrorId);
        Assert.Contains(lab.Host.Warnings, w => w.Contains("iam:GetAccountSummary", StringComparison.Ordinal));
        Assert.False(lab.Exists);
    }

    [Fact]
    public async Task Inline_policies_beyond_their_quota_are_refused_counting_those_there_and_not_counting_white_space()
    {
        await using var lab = await RoleLab.StartAsync();
        var half = """{"Version":"2012-10-17","Statement":[{"Sid":"SID","Effect":"Allow","Action":"s3:*","Resource":"*"}]}"""
            .Replace("SID", new string('a', 5200), StringComparison.Ordinal)
            .Replace("Effect\":", "Effect\":" + new string(' ', 9000), StringComparison.Ordinal);
        await lab.RunAsync(Inline("one", half));
        lab.NewWrites();

        var error = await lab.FailAsync(Inline("two", half));

        Assert.Equal("PodIdentity.QuotaExceeded", error.ErrorId);
        Assert.Empty(lab.NewWrites());
    }

    private static NewRoleRequest Inline(string name, string document) => Plain with { InlinePolicy = new Dictionary<string, string> { [name] = document } };
}
