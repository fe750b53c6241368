namespace PodIdentity.Lab.Kubernetes.Api.Objects;

/// <summary>
/// The fields of each kind, as far as clients of this server use them.
/// A name alone is a string; <c>#</c> integer, <c>?</c> boolean, <c>+</c> integer or string, <c>%</c> map of strings,
/// <c>*</c> list of strings, <c>~</c> anything, <c>!</c> any object; <c>:T</c> an object and <c>:T*</c> a list of objects with the fields of T.
/// </summary>
internal static class KnownFields
{
    public const string Table = """
        Namespace apiVersion kind metadata:Meta spec:NamespaceSpec status!
        NamespaceSpec finalizers*
        Node apiVersion kind metadata:Meta spec:NodeSpec status!
        NodeSpec podCIDR podCIDRs* providerID unschedulable? taints:Taint* configSource~ externalID
        Taint key value effect timeAdded
        ServiceAccount apiVersion kind metadata:Meta secrets:Reference* imagePullSecrets:Name* automountServiceAccountToken?
        Event apiVersion kind metadata:Meta involvedObject:Reference reason message source~ firstTimestamp lastTimestamp count# type eventTime series~ action related~ reportingComponent reportingInstance
        ResourceQuota apiVersion kind metadata:Meta spec:QuotaSpec status!
        QuotaSpec hard~ scopes* scopeSelector~
        NetworkPolicy apiVersion kind metadata:Meta spec:NetworkPolicySpec status!
        NetworkPolicySpec podSelector:Selector ingress~ egress~ policyTypes*
        MutatingWebhookConfiguration apiVersion kind metadata:Meta webhooks:Webhook*
        Webhook name admissionReviewVersions* clientConfig~ failurePolicy matchPolicy namespaceSelector:Selector objectSelector:Selector reinvocationPolicy rules~ sideEffects timeoutSeconds# matchConditions~
        Pod apiVersion kind metadata:Meta spec:PodSpec status!
        Binding apiVersion kind metadata:Meta target~
        Eviction apiVersion kind metadata:Meta deleteOptions~
        Scale apiVersion kind metadata:Meta spec:ScaleSpec status!
        ScaleSpec replicas#
        DaemonSet apiVersion kind metadata:Meta spec:DaemonSetSpec status!
        DaemonSetSpec selector:Selector template:PodTemplate updateStrategy:Strategy minReadySeconds# revisionHistoryLimit#
        Deployment apiVersion kind metadata:Meta spec:DeploymentSpec status!
        DeploymentSpec replicas# selector:Selector template:PodTemplate strategy:Strategy minReadySeconds# revisionHistoryLimit# paused? progressDeadlineSeconds#
        ReplicaSet apiVersion kind metadata:Meta spec:ReplicaSetSpec status!
        ReplicaSetSpec replicas# selector:Selector template:PodTemplate minReadySeconds#
        StatefulSet apiVersion kind metadata:Meta spec:StatefulSetSpec status!
        StatefulSetSpec replicas# selector:Selector template:PodTemplate volumeClaimTemplates~ serviceName podManagementPolicy updateStrategy:Strategy revisionHistoryLimit# minReadySeconds# persistentVolumeClaimRetentionPolicy~ ordinals~
        SelfSubjectAccessReview apiVersion kind metadata:Meta spec:AccessSpec status!
        AccessSpec resourceAttributes:ResourceAttributes nonResourceAttributes:PathAttributes
        ResourceAttributes namespace verb group version resource subresource name fieldSelector~ labelSelector~
        PathAttributes path verb

        Meta name generateName namespace uid resourceVersion selfLink generation# creationTimestamp deletionTimestamp deletionGracePeriodSeconds# labels% annotations% ownerReferences:Owner* finalizers* managedFields~
        Owner apiVersion kind name uid controller? blockOwnerDeletion?
        Reference apiVersion kind namespace name uid resourceVersion fieldPath
        Name name
        Selector matchLabels% matchExpressions:Requirement*
        Requirement key operator values*
        Strategy type rollingUpdate:Rolling
        Rolling maxUnavailable+ maxSurge+ partition#
        PodTemplate metadata:Meta spec:PodSpec

        PodSpec activeDeadlineSeconds# affinity:Affinity automountServiceAccountToken? containers:Container* dnsConfig~ dnsPolicy enableServiceLinks? ephemeralContainers:Container* hostAliases~ hostIPC? hostNetwork? hostPID? hostUsers? hostname imagePullSecrets:Name* initContainers:Container* nodeName nodeSelector% os:Name overhead~ preemptionPolicy priority# priorityClassName readinessGates~ resourceClaims~ resources:Resources restartPolicy runtimeClassName schedulerName schedulingGates:Name* securityContext:PodSecurityContext serviceAccount serviceAccountName setHostnameAsFQDN? shareProcessNamespace? subdomain terminationGracePeriodSeconds# tolerations:Toleration* topologySpreadConstraints~ volumes:Volume*
        Affinity nodeAffinity~ podAffinity~ podAntiAffinity~
        Toleration key operator value effect tolerationSeconds#
        PodSecurityContext appArmorProfile~ fsGroup# fsGroupChangePolicy runAsGroup# runAsNonRoot? runAsUser# seLinuxChangePolicy seLinuxOptions~ seccompProfile:Seccomp supplementalGroups~ supplementalGroupsPolicy sysctls~ windowsOptions~
        Container args* command* env:Env* envFrom~ image imagePullPolicy lifecycle~ livenessProbe:Probe name ports:Port* readinessProbe:Probe resizePolicy~ resources:Resources restartPolicy securityContext:SecurityContext startupProbe:Probe stdin? stdinOnce? targetContainerName terminationMessagePath terminationMessagePolicy tty? volumeDevices~ volumeMounts:Mount* workingDir
        Env name value valueFrom:EnvSource
        EnvSource fieldRef:FieldRef resourceFieldRef~ configMapKeyRef~ secretKeyRef~ fileKeyRef~
        FieldRef apiVersion fieldPath
        Port containerPort# hostIP hostPort# name protocol
        Probe exec~ grpc~ httpGet~ tcpSocket~ initialDelaySeconds# periodSeconds# timeoutSeconds# successThreshold# failureThreshold# terminationGracePeriodSeconds#
        Resources limits~ requests~ claims~
        SecurityContext allowPrivilegeEscalation? appArmorProfile~ capabilities:Capabilities privileged? procMount readOnlyRootFilesystem? runAsGroup# runAsNonRoot? runAsUser# seLinuxOptions~ seccompProfile:Seccomp windowsOptions~
        Capabilities add* drop*
        Seccomp type localhostProfile
        Mount name mountPath mountPropagation readOnly? recursiveReadOnly subPath subPathExpr
        Volume name awsElasticBlockStore~ azureDisk~ azureFile~ cephfs~ cinder~ configMap~ csi~ downwardAPI~ emptyDir~ ephemeral~ fc~ flexVolume~ flocker~ gcePersistentDisk~ gitRepo~ glusterfs~ hostPath~ image~ iscsi~ nfs~ persistentVolumeClaim~ photonPersistentDisk~ portworxVolume~ projected:Projected quobyte~ rbd~ scaleIO~ secret~ storageos~ vsphereVolume~
        Projected defaultMode# sources:Projection*
        Projection serviceAccountToken:TokenProjection configMap~ secret~ downwardAPI~ clusterTrustBundle~ podCertificate~
        TokenProjection audience expirationSeconds# path
        """;
}
