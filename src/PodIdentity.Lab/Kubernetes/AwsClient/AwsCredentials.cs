namespace PodIdentity.Lab.Kubernetes.AwsClient;

/// <summary>A key pair; <c>Method</c> is where it comes from in botocore's words: <c>env</c>, <c>container-role</c>, <c>iam-role</c>, …</summary>
internal sealed record AwsCredentials(string AccessKeyId, string SecretAccessKey, string? SessionToken, string Method);
