using k8s;
using k8s.Models;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Tests.Kubernetes;

public class PodManifestTests
{
    private const string Live = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"tool","namespace":"shop","uid":"u","resourceVersion":"7","generateName":"x-","labels":{"app":"tool","eks.amazonaws.com/pod-identity":"enabled"},"annotations":{"note":"mine"}},
         "spec":{"nodeName":"n","priority":0,"preemptionPolicy":"PreemptLowerPriority","serviceAccountName":"app","tolerations":[{"key":"gpu","operator":"Exists"}],
          "volumes":[{"name":"eks-pod-identity-token","projected":{"sources":[]}},{"name":"aws-iam-token","projected":{"sources":[]}},{"name":"kube-api-access-x7k2p","projected":{"sources":[]}},{"name":"data","emptyDir":{}}],
          "initContainers":[{"name":"init","image":"i","env":[{"name":"AWS_CONTAINER_CREDENTIALS_FULL_URI","value":"http://169.254.170.23/v1/credentials"},{"name":"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE","value":"/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token"}]}],
          "containers":[{"name":"main","image":"i","env":[{"name":"MODE","value":"x"},{"name":"AWS_REGION","value":"us-east-1"},{"name":"AWS_ROLE_ARN","value":"arn:aws:iam::1:role/r"},{"name":"AWS_WEB_IDENTITY_TOKEN_FILE","value":"/var/run/secrets/eks.amazonaws.com/serviceaccount/token"}],
            "volumeMounts":[{"name":"data","mountPath":"/data"},{"name":"aws-iam-token","mountPath":"/var/run/secrets/eks.amazonaws.com/serviceaccount"},{"name":"kube-api-access-x7k2p","mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}]},
           {"name":"own","image":"i","env":[{"name":"AWS_CONTAINER_CREDENTIALS_FULL_URI","value":"http://mine"},{"name":"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE","value":"/mine"}]}]},
         "status":{"phase":"Running"}}
        """;

    [Fact]
    public void What_the_cluster_added_goes_and_what_the_author_wrote_stays()
    {
        var manifest = PodManifest.Of(KubernetesJson.Deserialize<V1Pod>(Live));

        Assert.Equal(("tool", "shop", null, null, null), (manifest.Metadata.Name, manifest.Metadata.NamespaceProperty, manifest.Metadata.Uid, manifest.Metadata.ResourceVersion, manifest.Metadata.GenerateName));
        Assert.Equal(["app"], manifest.Metadata.Labels.Keys);
        Assert.Equal("mine", manifest.Metadata.Annotations["note"]);
        Assert.Equal((null, null, null, null), (manifest.Status, manifest.Spec.NodeName, manifest.Spec.Priority, manifest.Spec.PreemptionPolicy));
        Assert.Equal(["data"], manifest.Spec.Volumes.Select(v => v.Name));
        Assert.Equal(["data"], manifest.Spec.Containers[0].VolumeMounts.Select(m => m.Name));
        Assert.Equal(["MODE", "AWS_REGION"], manifest.Spec.Containers[0].Env.Select(e => e.Name));
        Assert.Equal(["http://mine", "/mine"], manifest.Spec.Containers[1].Env.Select(e => e.Value));
        Assert.Empty(manifest.Spec.InitContainers[0].Env);
        Assert.Equal("gpu", manifest.Spec.Tolerations[0].Key);
    }
}
