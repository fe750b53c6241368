"""Plays IAM and STS calls with boto3 against the endpoint of AWS_ENDPOINT_URL and prints, as JSON, what came back:
ids, dates and secrets as placeholders, so that two servers can be compared line by line. With --model, each answer is
compared with botocore's model too."""
import json
import re
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

import service_model

config = Config(retries={"total_max_attempts": 1})
iam = boto3.client("iam", config=config)
sts = boto3.client("sts", config=config)
if "--model" in sys.argv:
    service_model.watch(iam)
    service_model.watch(sts)
account = sts.get_caller_identity()["Account"]
steps = []


# Members that moto leaves out or forms in its own way.
LEFT_OUT = {"ResponseMetadata", "RoleLastUsed", "PackedPolicySize", "InstanceProfileId", "PolicyId", "PermissionsBoundaryUsageCount"}


def plain(value):
    if isinstance(value, dict):
        # moto shows tags within instance profiles, AWS does not.
        left_out = LEFT_OUT | {"Tags"} if "InstanceProfileName" in value else LEFT_OUT
        if "InstanceProfileName" in value:
            value = {**value, "Roles": [{k: v for k, v in role.items() if k != "Tags"} for role in value["Roles"]]}
        return {k: plain(v) for k, v in sorted(value.items()) if k not in left_out and not (k == "Tags" and v == [])}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if hasattr(value, "isoformat"):
        return "<date>"
    if isinstance(value, str):
        value = re.sub(r"\b(AROA|AIDA|ANPA|AIPA|ASIA|AKIA)[A-Z0-9]{12,}\b", r"<\1>", value)
        return value.replace(account, "<account>")
    return value


def step(name, call, *keep, **arguments):
    try:
        answer = call(**arguments)
        result = plain(answer)
        if keep:
            result = {k: result.get(k) for k in keep}
        status = answer["ResponseMetadata"]["HTTPStatusCode"]
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        result = {"Code": error.response["Error"]["Code"], "Message": plain(error.response["Error"]["Message"])}
        answer = None
    steps.append({"step": name, "status": status, "result": result})
    return answer


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


pods = {"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
s3 = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}
trust, read = document(pods), document(s3)
managed = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"

step("create", iam.create_role, RoleName="app", Path="/team/", AssumeRolePolicyDocument=trust, Description="An app's role", MaxSessionDuration=7200, Tags=[{"Key": "a", "Value": "1"}])
step("create again", iam.create_role, RoleName="app", AssumeRolePolicyDocument=trust)
step("create with bad trust", iam.create_role, RoleName="bad", AssumeRolePolicyDocument="{")
step("get", iam.get_role, RoleName="app")
step("get missing", iam.get_role, RoleName="none")
step("attach", iam.attach_role_policy, RoleName="app", PolicyArn=managed)
step("attach again", iam.attach_role_policy, RoleName="app", PolicyArn=managed)
step("attach missing", iam.attach_role_policy, RoleName="app", PolicyArn="arn:aws:iam::aws:policy/NoSuchPolicy")
step("attached", iam.list_attached_role_policies, RoleName="app")
step("put", iam.put_role_policy, RoleName="app", PolicyName="inline", PolicyDocument=read)
step("put malformed", iam.put_role_policy, RoleName="app", PolicyName="bad", PolicyDocument=document({"Effect": "Allow", "Action": "s3:Get*"}))
step("inline", iam.get_role_policy, RoleName="app", PolicyName="inline")
step("inline missing", iam.get_role_policy, RoleName="app", PolicyName="none")
step("inline names", iam.list_role_policies, RoleName="app")
step("tag", iam.tag_role, RoleName="app", Tags=[{"Key": "b", "Value": "2"}])
step("untag", iam.untag_role, RoleName="app", TagKeys=["a"])
step("tags", iam.list_role_tags, RoleName="app")
step("delete in use", iam.delete_role, RoleName="app")
step("profile", iam.create_instance_profile, InstanceProfileName="app")
step("profile add", iam.add_role_to_instance_profile, InstanceProfileName="app", RoleName="app")
step("profiles", iam.list_instance_profiles_for_role, "InstanceProfiles", RoleName="app")
step("profile get", iam.get_instance_profile, InstanceProfileName="app")
step("profile get missing", iam.get_instance_profile, InstanceProfileName="none")
step("profile again", iam.create_instance_profile, InstanceProfileName="app")
step("profile add again", iam.add_role_to_instance_profile, InstanceProfileName="app", RoleName="app")
step("profile delete in use", iam.delete_instance_profile, InstanceProfileName="app")
step("profile remove", iam.remove_role_from_instance_profile, InstanceProfileName="app", RoleName="app")
step("profile delete", iam.delete_instance_profile, InstanceProfileName="app")
step("profile delete again", iam.delete_instance_profile, InstanceProfileName="app")
step("update", iam.update_role, RoleName="app", Description="Another text", MaxSessionDuration=3600)
step("updated", iam.get_role, RoleName="app")
step("update missing", iam.update_role, RoleName="none")
step("describe", iam.update_role_description, RoleName="app", Description="A third text")
step("describe missing", iam.update_role_description, RoleName="none", Description="x")
step("update trust", iam.update_assume_role_policy, RoleName="app", PolicyDocument=document({"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "sts:AssumeRole"}))
step("policy", iam.create_policy, PolicyName="own", PolicyDocument=read, Description="Reads")
own = f"arn:aws:iam::{account}:policy/own"
step("policy again", iam.create_policy, PolicyName="own", PolicyDocument=read)
step("policy version", lambda **a: {**(r := iam.create_policy_version(**a)), "PolicyVersion": r["PolicyVersion"]["VersionId"]}, PolicyArn=own, PolicyDocument=read, SetAsDefault=True)
step("policy versions", lambda **a: {**(r := iam.list_policy_versions(**a)), "Versions": sorted(v["VersionId"] + str(v["IsDefaultVersion"]) for v in r["Versions"]), "IsTruncated": None}, PolicyArn=own)
step("no policy version", iam.delete_policy_version, PolicyArn=own, VersionId="v9")
step("delete default version", iam.delete_policy_version, PolicyArn=own, VersionId="v2")
step("delete version", iam.delete_policy_version, PolicyArn=own, VersionId="v1")
step("policies", iam.list_policies, Scope="Local")
step("policies of a path", iam.list_policies, Scope="Local", PathPrefix="/none/")
step("attached policies", iam.list_policies, Scope="Local", OnlyAttached=True)
step("attach own", iam.attach_role_policy, RoleName="app", PolicyArn=own)
step("attached policies now", iam.list_policies, Scope="Local", OnlyAttached=True)
step("entities", iam.list_entities_for_policy, "PolicyRoles", "PolicyUsers", "PolicyGroups", PolicyArn=own)
step("users of policy", iam.list_entities_for_policy, "PolicyRoles", "PolicyUsers", "PolicyGroups", PolicyArn=own, EntityFilter="User")
step("roles of policy", iam.list_entities_for_policy, "PolicyRoles", "PolicyUsers", "PolicyGroups", PolicyArn=own, EntityFilter="Role")
step("entities of no policy", iam.list_entities_for_policy, PolicyArn=own + "x")
step("detach own", iam.detach_role_policy, RoleName="app", PolicyArn=own)
step("boundary", iam.put_role_permissions_boundary, RoleName="app", PermissionsBoundary=own)
step("boundary off", iam.delete_role_permissions_boundary, RoleName="app")
step("assume", sts.assume_role, "AssumedRoleUser", RoleArn=f"arn:aws:iam::{account}:role/team/app", RoleSessionName="me-1")
step("managed", iam.get_policy_version, PolicyArn=managed, VersionId=iam.get_policy(PolicyArn=managed)["Policy"]["DefaultVersionId"])
step("detach", iam.detach_role_policy, RoleName="app", PolicyArn=managed)
step("detach again", iam.detach_role_policy, RoleName="app", PolicyArn=managed)
step("delete inline", iam.delete_role_policy, RoleName="app", PolicyName="inline")
step("delete", iam.delete_role, RoleName="app")
step("delete again", iam.delete_role, RoleName="app")
step("delete policy", iam.delete_policy, PolicyArn=own)
step("delete policy again", iam.delete_policy, PolicyArn=own)
json.dump(steps, sys.stdout, indent=1)
