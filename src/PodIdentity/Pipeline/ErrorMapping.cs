using System.Management.Automation;

namespace PodIdentity.Pipeline;

/// <summary>The one place where errors become error records.</summary>
internal static class ErrorMapping
{
    public static ErrorRecord ToErrorRecord(Exception failure) => failure is PodIdentityException known
        ? Record(known, known.ErrorId, Enum.Parse<ErrorCategory>(known.Kind.ToString()), known.Target, known.RecommendedAction)
        : Record(
            failure,
            "PodIdentity.Unexpected",
            ErrorCategory.NotSpecified,
            failure.Source,
            "This is a defect of the module. Please report it with the output of '$Error[0].Exception.ToString()' and of the same command with -Verbose.");

    private static ErrorRecord Record(Exception failure, string id, ErrorCategory category, object? target, string recommendedAction) =>
        new(failure, id, category, target)
        {
            ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = recommendedAction },
        };
}
