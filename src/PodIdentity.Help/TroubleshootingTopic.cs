using System.Text;

namespace PodIdentity.Help;

/// <summary>The help topic about all that can go wrong, from the very causes that the diagnosis names.</summary>
internal static class TroubleshootingTopic
{
    public const string FileName = "about_PodIdentity_Troubleshooting.help.txt";

    private const string Introduction = """
        TOPIC
            about_PodIdentity_Troubleshooting

        SHORT DESCRIPTION
            Symptom, cause and fix of what can go wrong with EKS Pod Identity.

        LONG DESCRIPTION
            Pod Identity fails silently: a pod without credentials of its own
            goes on as its node's role, and its calls are denied in that role's
            name. Let the module look for the broken link:

                Test-PodIdentitySetup -ClusterName eksdemo1 -Namespace default `
                    -ServiceAccount aws-cli-sa

            It walks the chain from you to the pod's AWS call and marks the
            first broken link as the root cause, with evidence and with the fix,
            filled in for your case. Its CauseId is the name that stands below.

            The causes are sorted by the links of the chain, in the order in
            which they are checked. Words in braces stand for your values.


        """;

    private const string End = """

        SEE ALSO
            about_PodIdentity
            Test-PodIdentitySetup
            ConvertTo-PodIdentityReport
            Restart-PodIdentityWorkload

        """;

    public static string Write()
    {
        var text = new StringBuilder(Introduction);
        foreach (var link in Causes.All.GroupBy(cause => cause.Link))
        {
            text.Append("LINK: ").AppendLine(link.Key.ToUpperInvariant());
            foreach (var cause in link)
            {
                text.AppendLine().Append("    ").AppendLine(cause.Id);
                Entry(text, "Symptom", cause.Symptom);
                Entry(text, "Cause", cause.Explanation);
                Entry(text, "Fix", cause.Fix, overhang: 2);
            }

            text.AppendLine();
        }

        return text.Append(End.TrimStart()).ToString().ReplaceLineEndings(Environment.NewLine);
    }

    private static void Entry(StringBuilder text, string label, string content, int overhang = 0)
    {
        text.Append("      ").AppendLine(label);
        foreach (var line in TextLayout.Wrap(content, indent: 8, overhang))
            text.AppendLine(line);
    }
}
