namespace PodIdentity.Pipeline;

/// <summary>A role given by ARN, by name, or not at all; never by both.</summary>
/// <remarks>
/// Parameter sets cannot say this: a piped role has both properties, which would make the set ambiguous.
/// What is typed beats what is piped, and of two piped ones the ARN wins, since it also says the account.
/// </remarks>
internal sealed record RoleChoice(string? Arn, string? Name)
{
    /// <param name="arn">Value of -RoleArn.</param>
    /// <param name="name">Value of -RoleName.</param>
    /// <param name="typed">The parameters that were given on the command line, not by the pipeline.</param>
    public static RoleChoice From(string? arn, string? name, IReadOnlySet<string> typed)
    {
        if (arn is null || name is null)
            return new RoleChoice(arn, name);

        return (typed.Contains("RoleArn"), typed.Contains("RoleName")) switch
        {
            (true, true) => throw new PodIdentityException(
                "RoleGivenTwice",
                ErrorKind.InvalidArgument,
                name,
                $"Both -RoleArn '{arn}' and -RoleName '{name}' were given.",
                "Give one of them: -RoleName for a role of the cluster's account, -RoleArn for any."),
            (false, true) => new RoleChoice(null, name),
            _ => new RoleChoice(arn, null),
        };
    }

    /// <summary>The same, where a role is needed.</summary>
    public RoleChoice Required() => this is { Arn: null, Name: null }
        ? throw new PodIdentityException(
            "RoleNotGiven",
            ErrorKind.InvalidArgument,
            null,
            "No role was given.",
            "Give -RoleName or -RoleArn, or pipe a role: New-PodIdentityRole NAME -ManagedPolicy POLICY | New-PodIdentityAssociation ...")
        : this;
}
