using System.Globalization;

namespace PodIdentity.Demo;

/// <summary>English that knows its language without ICU: by it PowerShell decides to break lines between words, not within.</summary>
internal sealed class EnglishCulture() : CultureInfo("en-US")
{
    public override string TwoLetterISOLanguageName => "en";
}
