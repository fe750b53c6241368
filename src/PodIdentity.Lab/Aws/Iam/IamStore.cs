using System.Collections.Concurrent;
using PodIdentity.Lab.Aws.Signing;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>All of the account's IAM. Read and changed under <see cref="Gate"/>.</summary>
internal sealed class IamStore(LabOptions options, LabClock clock)
{
    public Lock Gate { get; } = new();

    public string AccountId => options.AccountId;

    public EventuallyConsistent<Role> Roles { get; } = new(options, clock);

    /// <summary>By ARN.</summary>
    public EventuallyConsistent<ManagedPolicy> Policies { get; } = new(options, clock);

    public Dictionary<string, User> Users { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, InstanceProfile> InstanceProfiles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>When a role's credentials were last used, by role id.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> RoleLastUsed { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset Now => clock.GetUtcNow();

    public string Region => options.Region;

    public void Clear()
    {
        Roles.Clear();
        Policies.Clear();
        Users.Clear();
        InstanceProfiles.Clear();
        RoleLastUsed.Clear();
    }

    /// <summary>The ARN of a user, role, policy or instance profile of this account.</summary>
    public string Arn(string kind, string path, string name) => $"arn:aws:iam::{AccountId}:{kind}{path}{name}";

    public static string NewId(string prefix) => prefix + CredentialStore.RandomId(17);

    public Role Role(string name) => Roles.Newest(name) ?? throw NoSuchEntity($"The role with name {name} cannot be found.");

    public ManagedPolicy Policy(string arn) => Policies.Newest(arn) ?? throw NoSuchEntity($"Policy {arn} was not found.");

    /// <summary>The user or role of an ARN or unique id, as IAM itself sees it.</summary>
    public Principal? FindPrincipal(string arnOrId) =>
        (Principal?)Roles.All.FirstOrDefault(role => role.Arn == arnOrId || role.Id == arnOrId)
        ?? Users.Values.FirstOrDefault(user => user.Arn == arnOrId || user.Id == arnOrId);

    /// <summary>The role of an ARN as other services see it.</summary>
    public Role? SeenRole(string arn) => Roles.Seen(arn[(arn.LastIndexOf('/') + 1)..]) is { } role && role.Arn == arn ? role : null;

    public IEnumerable<Principal> Principals => Roles.All.Concat<Principal>(Users.Values);

    public static AwsException NoSuchEntity(string message) => new(404, "NoSuchEntity", message);
}
