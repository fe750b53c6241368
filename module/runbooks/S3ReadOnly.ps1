<#
.SYNOPSIS
    Gives a service account read access to S3 through EKS Pod Identity, proves it from inside a pod, and cleans up.

.DESCRIPTION
    The walk-through in six steps: install the agent; see a pod denied, because it runs as its node; create the role;
    associate it with the service account; see a new pod allowed, under its own role; remove everything again.
    Each step's object is emitted. The script stops with an error as soon as a step's outcome is not the expected one.
    With -Keep the last step is left out. Run like that again, it changes nothing and reports Unchanged.

    It needs PowerShell's core commands only, and works against AWS as against a lab.

.PARAMETER ClusterName
    Name or ARN of the EKS cluster.

.PARAMETER Namespace
    Kubernetes namespace of the service account.

.PARAMETER ServiceAccount
    Kubernetes service account; created when missing, and removed in the end if it was created here.

.PARAMETER RoleName
    Name of the role to create.

.PARAMETER Keep
    Leave everything in place in the end.

.EXAMPLE
    ./S3ReadOnly.ps1

.EXAMPLE
    ./S3ReadOnly.ps1 -ClusterName production -Namespace reports -ServiceAccount reader -RoleName reports-s3-reader -Keep
#>
param(
    [string] $ClusterName = 'eksdemo1',
    [string] $Namespace = 'default',
    [string] $ServiceAccount = 'aws-cli-sa',
    [string] $RoleName = 'EKS-PodIdentity-S3-ReadOnly-Role-101',
    [switch] $Keep
)

$ErrorActionPreference = 'Stop'
$app = @{ ClusterName = $ClusterName; Namespace = $Namespace; ServiceAccount = $ServiceAccount }

function Confirm-Outcome([bool] $AsExpected, [string] $Otherwise) {
    if (-not $AsExpected) { throw $Otherwise }
}


''
"1. Install the agent on $ClusterName"

$agent = Install-EksPodIdentityAgent -ClusterName $ClusterName
$agent
Confirm-Outcome ($agent.Status -eq 'ACTIVE' -and $agent.ReadyNodes -eq $agent.DesiredNodes) "The agent is not ready: $($agent.Status)."


''
"2. List S3 buckets from a pod of $Namespace/${ServiceAccount}: denied, the pod runs as its node"

$earlier = @(Get-PodIdentityAssociation @app)
if ($earlier.Count -gt 0) {
    "(left out: $($earlier.AssociationId) is there already, from an earlier run)"
}
else {
    $before = Test-PodS3Access @app -CreateServiceAccount
    $before
    Confirm-Outcome (-not $before.Allowed) 'The pod was allowed to list buckets before it had a role of its own.'
    Confirm-Outcome ($before.IdentitySource -eq 'NodeRole') "The pod was expected to run as its node, not as $($before.IdentitySource)."
}


''
"3. Create role $RoleName"

$role = New-PodIdentityRole -RoleName $RoleName -ManagedPolicy AmazonS3ReadOnlyAccess
$role


''
'4. Associate the role with the service account, and wait until that takes effect'

$association = $role | New-PodIdentityAssociation @app
$association
Confirm-Outcome ($association.Effective) 'New pods were not seen to get credentials.'


''
'5. List S3 buckets from a new pod: allowed, under its own role'

$after = Test-PodS3Access @app
$after
Confirm-Outcome ($after.Allowed) "The pod was denied: $($after.ErrorMessage) $($after.Fix)"
Confirm-Outcome ($after.IdentitySource -eq 'PodIdentity') "The pod was expected to run under its own role, not by $($after.IdentitySource)."

'The variables that EKS put into the new pod:'
foreach ($name in 'AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE') {
    Confirm-Outcome ($after.InjectedEnvironment.ContainsKey($name)) "The pod has no variable $name."
    "  $name=$($after.InjectedEnvironment[$name])"
}

if ($Keep) { return }


''
'6. Clean up: association, role, probe pods, and the service account if it was created here'
''
Remove-PodIdentitySetup @app -RoleName $RoleName -RemoveServiceAccount -Confirm:$false

''
'Last check: association and role are gone'
$left = @(Get-PodIdentityAssociation @app)
Confirm-Outcome ($left.Count -eq 0) "An association is left: $($left.AssociationId)."
$check = @(Remove-PodIdentitySetup @app -RoleName $RoleName -Confirm:$false)
$check
Confirm-Outcome ('NotFound' -eq ($check | Where-Object Kind -EQ 'Role').Result) "Role $RoleName is still there."
