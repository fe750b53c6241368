"""Client request tokens through boto3: a repeat gets the first answer and changes nothing, other parameters with the same token are refused."""
import json
import sys

import boto3
from botocore.exceptions import ClientError

iam, eks = boto3.client("iam"), boto3.client("eks")
CLUSTER, AGENT = "eksdemo1", "eks-pod-identity-agent"


def refused(call, **arguments):
    try:
        call(clusterName=CLUSTER, **arguments)
    except ClientError as error:
        return f"{error.response['ResponseMetadata']['HTTPStatusCode']} {error.response['Error']['Code']}: {error.response['Error']['Message']}"
    raise AssertionError(f"{call.__name__} should have been refused")


def twice(call, result, **arguments):
    """The answer of a call and of its repeat, which must be the same one."""
    first, second = (call(clusterName=CLUSTER, **arguments)[result] for _ in range(2))
    assert first == second, (first, second)
    return first


trust = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}]})
role = iam.create_role(RoleName="app", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
other = iam.create_role(RoleName="other", AssumeRolePolicyDocument=trust)["Role"]["Arn"]

wanted = {"namespace": "default", "serviceAccount": "app", "roleArn": role, "tags": {"a": "1"}, "clientRequestToken": "create-1"}
made = twice(eks.create_pod_identity_association, "association", **wanted)
assert len(eks.list_pod_identity_associations(clusterName=CLUSTER)["associations"]) == 1
refusals = [refused(eks.create_pod_identity_association, **{**wanted, "serviceAccount": "another"})]

# A repeat of an old change does not undo the one after it.
identity = {"associationId": made["associationId"]}
twice(eks.update_pod_identity_association, "association", **identity, roleArn=other, clientRequestToken="update-1")
eks.update_pod_identity_association(clusterName=CLUSTER, **identity, roleArn=role, clientRequestToken="update-2")
eks.update_pod_identity_association(clusterName=CLUSTER, **identity, roleArn=other, clientRequestToken="update-1")
assert eks.describe_pod_identity_association(clusterName=CLUSTER, **identity)["association"]["roleArn"] == role
refusals.append(refused(eks.update_pod_identity_association, **identity, disableSessionTags=True, clientRequestToken="update-1"))

# What is deleted is forgotten with its token: the same request makes a new one.
eks.delete_pod_identity_association(clusterName=CLUSTER, **identity)
assert eks.create_pod_identity_association(clusterName=CLUSTER, **wanted)["association"]["associationId"] != made["associationId"]

addon = twice(eks.create_addon, "addon", addonName=AGENT, clientRequestToken="addon-1")
assert addon["status"] == "CREATING"
refusals.append(refused(eks.create_addon, addonName="metrics-server", clientRequestToken="addon-1"))
eks.get_waiter("addon_active").wait(clusterName=CLUSTER, addonName=AGENT, WaiterConfig={"Delay": 1})
update = twice(eks.update_addon, "update", addonName=AGENT, addonVersion="v1.3.10-eksbuild.2", clientRequestToken="addon-2")
assert eks.list_updates(name=CLUSTER, addonName=AGENT)["updateIds"] == [update["id"]]
refusals.append(refused(eks.update_addon, addonName=AGENT, addonVersion="v1.3.10-eksbuild.1", clientRequestToken="addon-2"))
json.dump(refusals, sys.stdout)
