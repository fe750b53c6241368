using PodIdentity.Lab.Aws.Query;
using PodIdentity.Lab.Aws.Signing;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>How entities are written.</summary>
internal static class IamXml
{
    public static string Encoded(string document) => PercentEncoding.Encode(document);

    /// <summary>What lists show of a role; with <paramref name="details"/>, also what only the role's own operations show.</summary>
    public static void Write(XmlText xml, Role role, IamStore store, bool details)
    {
        xml.Element("Path", role.Path)
            .Element("RoleName", role.Name)
            .Element("RoleId", role.Id)
            .Element("Arn", role.Arn)
            .Element("CreateDate", role.CreateDate)
            .Element("AssumeRolePolicyDocument", Encoded(role.TrustPolicy))
            .Element("Description", role.Description)
            .Element("MaxSessionDuration", role.MaxSessionDuration);
        if (!details)
            return;
        if (role.PermissionsBoundary is { } boundary)
            xml.Element("PermissionsBoundary", element => element.Element("PermissionsBoundaryType", "Policy").Element("PermissionsBoundaryArn", boundary));
        if (role.Tags.Count > 0)
            xml.List("Tags", role.Tags, Write);
        xml.Element("RoleLastUsed", element =>
        {
            if (store.RoleLastUsed.TryGetValue(role.Id, out var lastUsed))
                element.Element("LastUsedDate", lastUsed).Element("Region", store.Region);
        });
    }

    /// <summary>Only GetPolicy shows the description.</summary>
    public static void Write(XmlText xml, ManagedPolicy policy, IamStore store, bool tags, bool description)
    {
        xml.Element("PolicyName", policy.Name)
            .Element("PolicyId", policy.Id)
            .Element("Arn", policy.Arn)
            .Element("Path", policy.Path)
            .Element("DefaultVersionId", policy.DefaultVersionId)
            .Element("AttachmentCount", store.Principals.Count(principal => principal.AttachedPolicies.Contains(policy.Arn)))
            .Element("PermissionsBoundaryUsageCount", store.Principals.Count(principal => principal.PermissionsBoundary == policy.Arn))
            .Element("IsAttachable", true);
        if (description)
            xml.Element("Description", policy.Description);
        xml.Element("CreateDate", policy.CreateDate).Element("UpdateDate", policy.UpdateDate);
        if (tags && policy.Tags.Count > 0)
            xml.List("Tags", policy.Tags, Write);
    }

    public static void Write(XmlText xml, PolicyVersion version, ManagedPolicy policy, bool withDocument)
    {
        if (withDocument)
            xml.Element("Document", Encoded(version.Document));
        xml.Element("VersionId", version.Id)
            .Element("IsDefaultVersion", version.Id == policy.DefaultVersionId)
            .Element("CreateDate", version.CreateDate);
    }

    public static void Write(XmlText xml, InstanceProfile profile, IamStore store)
    {
        xml.Element("Path", profile.Path)
            .Element("InstanceProfileName", profile.Name)
            .Element("InstanceProfileId", profile.Id)
            .Element("Arn", profile.Arn)
            .Element("CreateDate", profile.CreateDate)
            .List("Roles", profile.RoleName is { } name && store.Roles.Newest(name) is { } role ? [role] : Array.Empty<Role>(), (member, each) => Write(member, each, store, details: false));
    }

    public static void Write(XmlText xml, KeyValuePair<string, string> tag) => xml.Element("Key", tag.Key).Element("Value", tag.Value);
}
