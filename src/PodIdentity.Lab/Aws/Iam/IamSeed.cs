using System.Text.Json;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>What the account starts with.</summary>
internal sealed class IamSeed(IamStore store, IReadOnlyList<string> clusterNames)
{
    public const string AdministratorName = "lab-admin";

    /// <summary>May look at everything, clusters included, and change nothing.</summary>
    public const string ViewerName = "lab-viewer";

    /// <summary>May use AWS, and is unknown to every cluster.</summary>
    public const string StrangerName = "lab-stranger";

    public const string ClusterRoleName = "eksClusterRole";

    private static readonly DateTimeOffset Beginning = new(2025, 3, 4, 9, 12, 31, TimeSpan.Zero);

    // Chosen once, so that the world is the same again after a reset.
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly string _suffix = Signing.CredentialStore.RandomId(12);

    public string NodeRoleName(string clusterName)
    {
        // eksctl shortens the stack's name so that the role's fits into 64 characters.
        var stack = $"eksctl-{clusterName}-nodegroup";
        return $"{stack[..Math.Min(stack.Length, 34)]}-NodeInstanceRole-{_suffix}";
    }

    public string NodeRoleArn(string clusterName) => store.Arn("role", "/", NodeRoleName(clusterName));

    public void Plant()
    {
        foreach (var policy in ReadManagedPolicies())
            store.Policies.Seed(policy.Arn, policy);
        AddUser(AdministratorName, "AdministratorAccess");
        AddUser(ViewerName, "ReadOnlyAccess");
        AddUser(StrangerName, "ReadOnlyAccess");
        AddRole(ClusterRoleName, "eks.amazonaws.com", "Allows access to other AWS service resources that are required to operate clusters managed by EKS.", "AmazonEKSClusterPolicy");
        foreach (var cluster in clusterNames)
        {
            var role = NodeRoleName(cluster);
            AddRole(role, "ec2.amazonaws.com", null, "AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly", "AmazonSSMManagedInstanceCore");
            var profile = role.Replace("NodeInstanceRole", "NodeInstanceProfile", StringComparison.Ordinal);
            store.InstanceProfiles[profile] = new InstanceProfile(profile, "/", store.Arn("instance-profile", "/", profile), IdOf("AIPA", profile), Beginning, role);
        }
    }

    private void AddUser(string name, string policy) =>
        store.Users[name] = new User
        {
            Name = name,
            Path = "/",
            Arn = store.Arn("user", "/", name),
            Id = IdOf("AIDA", name),
            CreateDate = Beginning,
            AttachedPolicies = ["arn:aws:iam::aws:policy/" + policy],
        };

    private void AddRole(string name, string service, string? description, params string[] policies) =>
        store.Roles.Seed(name, new Role
        {
            Name = name,
            Path = "/",
            Arn = store.Arn("role", "/", name),
            Id = IdOf("AROA", name),
            CreateDate = Beginning,
            Description = description,
            TrustPolicy = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"{{service}}"},"Action":"sts:AssumeRole"}]}""",
            AttachedPolicies = [.. policies.Select(policy => "arn:aws:iam::aws:policy/" + policy)],
        });

    private IEnumerable<ManagedPolicy> ReadManagedPolicies()
    {
        using var resource = typeof(IamSeed).Assembly.GetManifestResourceStream("PodIdentity.Lab.Aws.Iam.ManagedPolicies.json")!;
        using var json = JsonDocument.Parse(resource);
        foreach (var policy in json.RootElement.EnumerateArray())
        {
            var name = policy.GetProperty("name").GetString()!;
            var path = policy.GetProperty("path").GetString()!;
            var version = policy.GetProperty("version").GetString()!;
            var updated = policy.GetProperty("updated").GetDateTimeOffset();
            yield return new ManagedPolicy
            {
                Name = name,
                Path = path,
                Arn = $"arn:aws:iam::aws:policy{path}{name}",
                Id = IdOf("ANPA", name),
                CreateDate = policy.GetProperty("created").GetDateTimeOffset(),
                UpdateDate = updated,
                Versions = [new PolicyVersion(version, policy.GetProperty("document").GetRawText(), updated)],
                DefaultVersionId = version,
            };
        }
    }

    private string IdOf(string prefix, string name) => _ids.TryGetValue(prefix + name, out var id) ? id : _ids[prefix + name] = IamStore.NewId(prefix);
}
