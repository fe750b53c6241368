using PodIdentity.Lab.Aws;
using PodIdentity.Lab.Aws.Eks;
using PodIdentity.Lab.Aws.EksAuth;
using PodIdentity.Lab.Aws.Iam;
using PodIdentity.Lab.Aws.Metadata;
using PodIdentity.Lab.Aws.S3;
using PodIdentity.Lab.Aws.Signing;
using PodIdentity.Lab.Aws.Sts;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab;

/// <summary>The state of one world and the services on it; <see cref="Lab"/> puts it on the network.</summary>
internal sealed class LabWorld
{
    private readonly IamSeed _seed;
    private readonly Lock _resetting = new();
    private readonly TimeSpan _latency;
    private readonly TimeSpan _consistencyDelay;

    /// <param name="options">What the world starts with.</param>
    /// <param name="endpoint">Address of the AWS endpoint, known once it listens.</param>
    public LabWorld(LabOptions options, Func<Uri> endpoint)
    {
        Options = options;
        (_latency, _consistencyDelay) = (options.Latency, options.ConsistencyDelay);
        Traffic = new TrafficControl(options, Clock);
        Store = new IamStore(options, Clock);
        IamDirectory? directory = null;
        Credentials = new CredentialStore(Clock, caller => directory!.IsAlive(caller));
        var access = new IamAccess(Store);
        var assumption = new RoleAssumption(Store, access, Credentials);
        Iam = directory = new IamDirectory(Store, access, assumption, Credentials, Clock);
        Verifier = new SignatureVerifier(Credentials, Clock, options.Region);
        _seed = new IamSeed(Store, options.ClusterNames);
        _seed.Plant();
        Administrator = AddKey(IamSeed.AdministratorName);
        Viewer = AddKey(IamSeed.ViewerName);
        Stranger = AddKey(IamSeed.StrangerName);
        Eks = new EksState(options, Clock, SeedCluster);
        Metadata = new MetadataEndpoint(Eks, Iam, Traffic);
        Cloud = new Cloud(options, endpoint, new EksCloud(Eks, Metadata), new ClusterLogin(Verifier, endpoint, options.Region));
        Services =
        [
            new EksService(Eks, Iam),
            new EksAuthService(Eks, Iam),
            new IamService(Store, access),
            new StsService(Store, assumption),
            new S3Service(Iam, options.Region),
        ];
    }

    public LabOptions Options { get; }

    public LabClock Clock { get; } = new();

    public TrafficControl Traffic { get; }

    public IamStore Store { get; }

    public IIam Iam { get; }

    public CredentialStore Credentials { get; }

    public SignatureVerifier Verifier { get; }

    public EksState Eks { get; }

    public MetadataEndpoint Metadata { get; }

    public Cloud Cloud { get; }

    /// <summary>What the AWS endpoint serves.</summary>
    public IReadOnlyList<IAwsService> Services { get; }

    /// <summary>What else begins anew on a reset.</summary>
    public List<Action> OnReset { get; } = [];

    public Credential Administrator { get; }

    public Credential Viewer { get; }

    public Credential Stranger { get; }

    /// <summary>The role of a cluster's nodes.</summary>
    public string NodeRoleArn(string clusterName) => _seed.NodeRoleArn(clusterName);

    /// <summary>Adds a user that may do exactly what a policy and the rules of a cluster say; gone after a reset.</summary>
    public Credential AddUser(string name, string policyDocument, IReadOnlyList<AccessRule> clusterRules)
    {
        lock (Store.Gate)
        {
            Store.Users[name] = new User
            {
                Name = name,
                Path = "/",
                Arn = Store.Arn("user", "/", name),
                Id = IamStore.NewId("AIDA"),
                CreateDate = Clock.GetUtcNow(),
                InlinePolicies = Entities.NoPolicies.Add("rights", policyDocument),
            };
        }

        Cloud.Grant(Store.Users[name].Arn, clusterRules);
        return AddKey(name);
    }

    /// <summary>Back to the beginning; access keys of users stay good, sessions do not.</summary>
    public void Reset()
    {
        // Two at once would plant the same seeds twice.
        lock (_resetting)
            ResetOneAtATime();
    }

    private void ResetOneAtATime()
    {
        lock (Store.Gate)
        {
            Store.Clear();
            _seed.Plant();
            Credentials.ForgetSessions();
        }

        Eks.Reset();
        Cloud.Reset();
        Traffic.Log.Clear();
        Traffic.Faults.Clear();
        Clock.Reset();
        Options.Latency = _latency;
        Options.ConsistencyDelay = _consistencyDelay;
        foreach (var reset in OnReset)
            reset();
    }

    private ClusterSeed SeedCluster(string clusterName)
    {
        var nodeRole = NodeRoleArn(clusterName);
        return new ClusterSeed(Store.Arn("role", "/", IamSeed.ClusterRoleName), nodeRole, NodeFleet.Make(clusterName, Options, nodeRole));
    }

    private Credential AddKey(string userName)
    {
        var user = Store.Users[userName];
        return Credentials.AddUserKey(new Caller { Arn = user.Arn, UserId = user.Id, AccountId = Store.AccountId });
    }
}
