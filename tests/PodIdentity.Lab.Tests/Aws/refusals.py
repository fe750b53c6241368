"""boto3 with a wrong secret, an unknown key, a skewed clock and a tampered body, against each service: prints code, status and text of each answer."""
import datetime
import json
import os

import boto3
import botocore.auth
from botocore.exceptions import ClientError

WRONG = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
CALLS = {
    "iam": lambda client: client.list_roles(PathPrefix="/none/"),
    "sts": lambda client: client.get_caller_identity(),
    "eks": lambda client: client.create_addon(clusterName="eksdemo1", addonName="eks-pod-identity-agent"),
    "s3": lambda client: client.list_buckets(),
    "eks-auth": lambda client: client.assume_role_for_pod_identity(clusterName="eksdemo1", token="a.b.c"),
}


def answer(service, prepare=lambda client: None, **keys):
    client = boto3.client(service, **keys)
    prepare(client)
    try:
        CALLS[service](client)
    except ClientError as error:
        metadata = error.response["ResponseMetadata"]
        return f"{metadata['HTTPStatusCode']} {error.response['Error']['Code']}: {error.response['Error']['Message']}"
    return "200"


def tamper(client):
    def spoil(request, **_):
        body = request.body or b""
        request.body = (body.encode() if isinstance(body, str) else body) + b" "
        if "Content-Length" in request.headers:
            del request.headers["Content-Length"]
        request.headers["Content-Length"] = str(len(request.body))
    client.meta.events.register("before-send.*", spoil)


def skewed(service, minutes):
    """botocore's own clock, for one call."""
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    genuine = botocore.auth.get_current_datetime
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: now.replace(tzinfo=None) if remove_tzinfo else now
    try:
        return answer(service)
    finally:
        botocore.auth.get_current_datetime = genuine


key = os.environ["AWS_ACCESS_KEY_ID"]
report = {}
for service in CALLS:
    report[service] = {
        "wrong secret": answer(service, aws_access_key_id=key, aws_secret_access_key=WRONG),
        "unknown key": answer(service, aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key=WRONG),
        "unknown session": answer(service, aws_access_key_id="ASIAIOSFODNN7EXAMPLE", aws_secret_access_key=WRONG, aws_session_token="none"),
        "late": skewed(service, -20),
        "early": skewed(service, 20),
        "tampered": answer(service, tamper),
    }
print(json.dumps(report))
