"""Every EKS operation of the lab through boto3, each raw body compared with the service model: names and types of all members."""
import json
import os

import boto3
from botocore.exceptions import ClientError

eks = boto3.client("eks")
missing = {}
called = set()


def check(shape, value, path):
    if value is None:
        return
    kind = shape.type_name
    if kind == "structure":
        assert isinstance(value, dict), f"{path}: {value!r} is no structure"
        for name, member in value.items():
            assert name in shape.members, f"{path}.{name} is not in {shape.name}"
            check(shape.members[name], member, f"{path}.{name}")
        missing.setdefault(shape.name, set(shape.members)).intersection_update(set(shape.members) - set(value))
    elif kind == "list":
        assert isinstance(value, list), f"{path}: {value!r} is no list"
        for i, item in enumerate(value):
            check(shape.member, item, f"{path}[{i}]")
    elif kind == "map":
        assert isinstance(value, dict), f"{path}: {value!r} is no map"
        for key, item in value.items():
            check(shape.value, item, f"{path}.{key}")
    else:
        types = {"string": str, "boolean": bool, "integer": int, "long": int, "timestamp": (int, float), "double": float}
        assert isinstance(value, types[kind]), f"{path}: {value!r} is no {kind}"
        enum = shape.metadata.get("enum")
        assert not enum or value in enum, f"{path}: {value!r} is not one of {enum}"


def before_parse(operation_model, response_dict, **_):
    called.add(operation_model.name)
    status, body = response_dict["status_code"], json.loads(response_dict["body"])
    assert response_dict["headers"]["x-amzn-RequestId"]
    if status < 300:
        assert status == 200, status
        check(operation_model.output_shape, body, operation_model.name)
        return
    code = response_dict["headers"]["x-amzn-ErrorType"]
    shapes = {s.name: s for s in operation_model.service_model.error_shapes}
    if code in shapes:
        assert shapes[code].metadata["error"]["httpStatusCode"] == status, (code, status)
        check(shapes[code], body, code)
        assert set(body) == set(shapes[code].members), f"{code}: {set(shapes[code].members) ^ set(body)}"


eks.meta.events.register("before-parse.eks.*", before_parse)


def refused(code, status, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"{call.__name__} should have been refused with {code}")


name, agent = os.environ["CLUSTER"], "eks-pod-identity-agent"
role = os.environ["ROLE_ARN"]

assert list(eks.get_paginator("list_clusters").paginate().search("clusters[]")) == [name]
cluster = eks.describe_cluster(name=name)["cluster"]
assert cluster["status"] == "ACTIVE" and cluster["endpoint"].startswith("https://")
eks.get_waiter("cluster_active").wait(name=name)
group = eks.list_nodegroups(clusterName=name)["nodegroups"][0]
assert ":role/" in eks.describe_nodegroup(clusterName=name, nodegroupName=group)["nodegroup"]["nodeRole"]

addons = list(eks.get_paginator("describe_addon_versions").paginate(PaginationConfig={"PageSize": 2}).search("addons[].addonName"))
assert addons == sorted(addons) and agent in addons and len(addons) == 6, addons
schema = json.loads(eks.describe_addon_configuration(addonName=agent, addonVersion="v1.3.10-eksbuild.1")["configurationSchema"])
assert schema["definitions"]

addon = eks.create_addon(clusterName=name, addonName=agent, tags={"a": "1"})["addon"]
assert addon["status"] == "CREATING"
eks.get_waiter("addon_active").wait(clusterName=name, addonName=agent, WaiterConfig={"Delay": 1})
update = eks.update_addon(clusterName=name, addonName=agent, addonVersion="v1.3.10-eksbuild.2", resolveConflicts="OVERWRITE")["update"]
eks.get_waiter("addon_active").wait(clusterName=name, addonName=agent, WaiterConfig={"Delay": 1})
assert eks.describe_update(name=name, addonName=agent, updateId=update["id"])["update"]["status"] == "Successful"
assert eks.list_updates(name=name, addonName=agent)["updateIds"] == [update["id"]]
assert agent in eks.list_addons(clusterName=name)["addons"]

for i in range(5):
    made = eks.create_pod_identity_association(clusterName=name, namespace="default", serviceAccount=f"sa-{i}", roleArn=role, tags={"n": str(i)})["association"]
pages = eks.get_paginator("list_pod_identity_associations").paginate(clusterName=name, PaginationConfig={"PageSize": 2})
assert [a["serviceAccount"] for a in pages.search("associations[]")] == [f"sa-{i}" for i in range(5)]
changed = eks.update_pod_identity_association(
    clusterName=name, associationId=made["associationId"], disableSessionTags=True, targetRoleArn="arn:aws:iam::999988887777:role/t",
    policy='{"Version":"2012-10-17","Statement":[]}')["association"]
assert changed["externalId"].endswith("/sa-4") and changed["modifiedAt"] >= changed["createdAt"]
assert eks.describe_pod_identity_association(clusterName=name, associationId=made["associationId"])["association"] == changed
for arn in (cluster["arn"], addon["addonArn"], made["associationArn"]):
    eks.tag_resource(resourceArn=arn, tags={"b": "2", "c": "é ü"})
    eks.untag_resource(resourceArn=arn, tagKeys=["b"])
    assert eks.list_tags_for_resource(resourceArn=arn)["tags"]["c"] == "é ü"

refused("ResourceInUseException", 409, eks.create_addon, clusterName=name, addonName=agent)
refused("ResourceInUseException", 409, eks.create_pod_identity_association, clusterName=name, namespace="default", serviceAccount="sa-1", roleArn=role)
refused("InvalidParameterException", 400, eks.create_pod_identity_association, clusterName=name, namespace="default", serviceAccount="x", roleArn=role + "x")
refused("InvalidParameterException", 400, eks.list_addons, clusterName=name, nextToken="x")
refused("ResourceNotFoundException", 404, eks.describe_addon, clusterName=name, addonName="aws-ebs-csi-driver")
refused("ResourceNotFoundException", 404, eks.describe_cluster, name="nope")
refused("InvalidParameterException", 400, eks.describe_cluster, name="arn:aws:eks:us-east-1:111122223333:cluster/x")
refused("NotFoundException", 404, eks.list_tags_for_resource, resourceArn=cluster["arn"] + "x")
refused("BadRequestException", 400, eks.tag_resource, resourceArn=cluster["arn"], tags={"aws:x": "1"})
refused("MissingAuthenticationTokenException", 403, eks.list_fargate_profiles, clusterName=name)

assert eks.delete_pod_identity_association(clusterName=name, associationId=made["associationId"])["association"]["associationId"] == made["associationId"]
refused("ResourceNotFoundException", 404, eks.describe_pod_identity_association, clusterName=name, associationId=made["associationId"])
assert eks.delete_addon(clusterName=name, addonName=agent)["addon"]["status"] == "DELETING"
eks.get_waiter("addon_deleted").wait(clusterName=name, addonName=agent, WaiterConfig={"Delay": 1})

print(json.dumps({"called": sorted(called), "missing": {k: sorted(v) for k, v in missing.items() if v}}))
