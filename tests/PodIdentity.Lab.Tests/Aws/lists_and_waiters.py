"""Every list of IAM page by page, simulations, waiters, and the heads of S3, through boto3; each answer compared with botocore's model."""
import json

import boto3
from botocore.exceptions import ClientError

import service_model

iam, sts, s3 = (boto3.client(service) for service in ("iam", "sts", "s3"))
for client in (iam, sts, s3):
    service_model.watch(client)
account = sts.get_caller_identity()["Account"]


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def paged(operation, result, size=1, **arguments):
    """All items, and the proof that pages of one hold the same as one page of all."""
    whole = getattr(iam, operation)(**arguments)
    assert not whole["IsTruncated"] and "Marker" not in whole, operation
    pages = list(iam.get_paginator(operation).paginate(**arguments, PaginationConfig={"PageSize": size}))
    assert all(len(page[result]) <= size for page in pages), operation
    assert [item for page in pages for item in page[result]] == whole[result], operation
    return whole[result]


def refused(code, status, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]) == (code, status), error
        return
    raise AssertionError(f"{call.__name__} should have been refused with {code}")


read = document({"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"})
pods = document({"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]})
roles = ["app-1", "app-2", "app-3"]
for role in roles:
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=pods, Path="/paged/", Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}, {"Key": "c", "Value": "3"}])
iam.get_waiter("role_exists").wait(RoleName="app-1")
# Its name is that of one of AWS's own, which stands beside it in the list.
own = iam.create_policy(PolicyName="ReadOnlyAccess", PolicyDocument=read)["Policy"]["Arn"]
iam.get_waiter("policy_exists").wait(PolicyArn=own)
for _ in range(2):
    iam.create_policy_version(PolicyArn=own, PolicyDocument=read)
for role in roles:
    iam.attach_role_policy(RoleName=role, PolicyArn=own)
    iam.put_role_permissions_boundary(RoleName=role, PermissionsBoundary=own)
for name in ("AmazonS3ReadOnlyAccess", "AmazonSQSReadOnlyAccess"):
    iam.attach_role_policy(RoleName="app-1", PolicyArn="arn:aws:iam::aws:policy/" + name)
for name in ("one", "three", "two"):
    iam.put_role_policy(RoleName="app-1", PolicyName=name, PolicyDocument=read)
iam.create_instance_profile(InstanceProfileName="profile")
iam.get_waiter("instance_profile_exists").wait(InstanceProfileName="profile")
iam.add_role_to_instance_profile(InstanceProfileName="profile", RoleName="app-1")

assert [role["RoleName"] for role in paged("list_roles", "Roles", PathPrefix="/paged/")] == roles
assert [policy["Arn"] for policy in paged("list_policies", "Policies") if policy["PolicyName"] == "ReadOnlyAccess"] == [own, "arn:aws:iam::aws:policy/ReadOnlyAccess"]
assert [policy["Arn"] for policy in paged("list_policies", "Policies", Scope="Local", OnlyAttached=True)] == [own]
assert [policy["Arn"] for policy in paged("list_policies", "Policies", PolicyUsageFilter="PermissionsBoundary")] == [own]
assert len(paged("list_policies", "Policies", PathPrefix="/service-role/")) == 2
assert [version["VersionId"] for version in paged("list_policy_versions", "Versions", PolicyArn=own)] == ["v3", "v2", "v1"]
assert len(paged("list_attached_role_policies", "AttachedPolicies", RoleName="app-1")) == 3
assert paged("list_role_policies", "PolicyNames", RoleName="app-1") == ["one", "three", "two"]
assert len(paged("list_instance_profiles_for_role", "InstanceProfiles", RoleName="app-1")) == 1
assert [tag["Key"] for tag in iam.get_paginator("list_role_tags").paginate(RoleName="app-1", PaginationConfig={"PageSize": 2}).search("Tags[]")] == ["a", "b", "c"]
assert [role["RoleName"] for role in paged("list_entities_for_policy", "PolicyRoles", PolicyArn=own)] == roles
assert paged("list_entities_for_policy", "PolicyRoles", PolicyArn=own, EntityFilter="User") == []
admin = "arn:aws:iam::aws:policy/AdministratorAccess"
assert [user["UserName"] for user in paged("list_entities_for_policy", "PolicyUsers", PolicyArn=admin, PolicyUsageFilter="PermissionsPolicy")] == ["lab-admin"]
assert paged("list_entities_for_policy", "PolicyUsers", PolicyArn=admin, PolicyUsageFilter="PermissionsBoundary") == []
assert iam.get_instance_profile(InstanceProfileName="profile")["InstanceProfile"]["Roles"][0]["RoleName"] == "app-1"

refused("DeleteConflict", 409, iam.delete_policy, PolicyArn=own)

actions = ["s3:GetObject", "s3:PutObject", "ec2:RunInstances"]
results = list(iam.get_paginator("simulate_principal_policy").paginate(
    PolicySourceArn=f"arn:aws:iam::{account}:role/paged/app-2", ActionNames=actions, PaginationConfig={"PageSize": 2}).search("EvaluationResults[]"))
assert [(result["EvalActionName"], result["EvalDecision"]) for result in results] == [("s3:GetObject", "allowed"), ("s3:PutObject", "implicitDeny"), ("ec2:RunInstances", "implicitDeny")]
assert results[0]["MatchedStatements"][0]["SourcePolicyId"] == "ReadOnlyAccess" and results[0]["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"]
deny = document({"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::secret/*"})
custom = iam.get_paginator("simulate_custom_policy").paginate(
    PolicyInputList=[deny], ActionNames=["s3:GetObject"], ResourceArns=["arn:aws:s3:::secret/k", "arn:aws:s3:::open/k"], PaginationConfig={"PageSize": 1})
assert list(custom.search("EvaluationResults[].[EvalResourceName, EvalDecision, length(MatchedStatements)]")) == [["arn:aws:s3:::secret/k", "explicitDeny", 2], ["arn:aws:s3:::open/k", "allowed", 1]]
refused("InvalidInput", 400, iam.simulate_custom_policy, PolicyInputList=[deny], ActionNames=["GetObject"])
refused("ValidationError", 400, iam.list_policies, Scope="Mine")
refused("ValidationError", 400, iam.list_entities_for_policy, PolicyArn=own, EntityFilter="Robot")
refused("ValidationError", 400, iam.list_policies, PolicyUsageFilter="Neither")
refused("ValidationError", 400, iam.list_roles, Marker="!")
refused("InvalidAction", 400, iam.list_users)

bucket = next(each["Name"] for each in s3.list_buckets()["Buckets"])
assert s3.head_bucket(Bucket=bucket)["BucketRegion"] == "us-east-1"
refused("404", 404, s3.head_bucket, Bucket="no-such-bucket")
s3.get_waiter("bucket_exists").wait(Bucket=bucket, WaiterConfig={"Delay": 1, "MaxAttempts": 1})
s3.get_waiter("bucket_not_exists").wait(Bucket="no-such-bucket", WaiterConfig={"Delay": 1, "MaxAttempts": 1})
keys = [item["Key"] for item in s3.list_objects_v2(Bucket="eksdemo1-backups")["Contents"]]
assert list(s3.get_paginator("list_objects_v2").paginate(Bucket="eksdemo1-backups", PaginationConfig={"PageSize": 1}).search("Contents[].Key")) == keys and len(keys) > 1
s3.get_waiter("object_exists").wait(Bucket="eksdemo1-backups", Key=keys[0], WaiterConfig={"Delay": 1, "MaxAttempts": 1})
assert s3.get_object(Bucket="eksdemo1-backups", Key=keys[0])["ContentLength"] == s3.head_object(Bucket="eksdemo1-backups", Key=keys[0])["ContentLength"] > 0
refused("NoSuchKey", 404, s3.get_object, Bucket=bucket, Key="no-such-key")
refused("NoSuchBucket", 404, s3.list_objects_v2, Bucket="no-such-bucket")
refused("MethodNotAllowed", 405, s3.put_object, Bucket=bucket, Key="new", Body=b"x")
refused("NotImplemented", 501, s3.get_bucket_acl, Bucket=bucket)
print(json.dumps(sorted(service_model.CHECKED)))
