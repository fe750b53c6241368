"""Compares raw XML answers with botocore's service models: names, required members, types and enumerations, and the status of each error."""
import re
from xml.etree import ElementTree

CHECKED = set()

# The service's answers where its own model says otherwise.
ANSWERED_INSTEAD = {"PermissionsBoundaryAttachmentType": "Policy", "PolicySourceType": "IAM Policy"}


def watch(client):
    """Every answer that the client gets from now on is checked before botocore reads it."""
    service = client.meta.service_model.service_id.hyphenize()
    client.meta.events.register(f"before-parse.{service}.*", check_answer)


def check_answer(operation_model, response_dict, **_):
    CHECKED.add(operation_model.name)
    status, body = response_dict["status_code"], response_dict["body"]
    if not isinstance(body, bytes) or not body:
        return
    root = ElementTree.fromstring(body)
    if status >= 300:
        check_error(operation_model.service_model, root, status)
        return
    assert status == 200, status
    output = operation_model.output_shape
    if operation_model.service_model.protocol == "query":
        assert local(root) == operation_model.name + "Response", root.tag
        assert [local(part) for part in root][-1] == "ResponseMetadata", root.tag
        results = [part for part in root if local(part) != "ResponseMetadata"]
        assert len(results) == (0 if output is None else 1), f"{operation_model.name} has {len(results)} results"
        if output is None:
            return
        root = results[0]
        assert local(root) == output.serialization["resultWrapper"], root.tag
    check(output, root, operation_model.name)


def check_error(model, root, status):
    error = root if local(root) == "Error" else root.find("{*}Error")
    code = error.findtext("{*}Code")
    assert error.findtext("{*}Message"), f"{code} without text"
    for shape in model.error_shapes:
        described = shape.metadata.get("error", {})
        if code == described.get("code", shape.name) and "httpStatusCode" in described:
            assert described["httpStatusCode"] == status, (code, status)


def check(shape, element, path):
    kind = shape.type_name
    if kind == "structure":
        check_structure(shape, element, path)
    elif kind == "list":
        for item in element:
            assert local(item) == shape.member.serialization.get("name", "member"), f"{path}: {item.tag}"
            check(shape.member, item, path + "[]")
    elif kind == "map":
        for entry in element:
            assert [local(part) for part in entry] == ["key", "value"], f"{path}: {entry.tag}"
            check(shape.value, entry[1], f"{path}.{entry[0].text}")
    else:
        check_scalar(shape, element.text or "", path)


def check_structure(shape, element, path):
    members = {member.serialization.get("name", name): (name, member) for name, member in shape.members.items() if "location" not in member.serialization}
    seen = set()
    for child in element:
        assert local(child) in members, f"{path}.{local(child)} is not in {shape.name}"
        name, member = members[local(child)]
        flattened = member.type_name == "list" and member.serialization.get("flattened")
        assert flattened or name not in seen, f"{path}.{name} stands twice"
        seen.add(name)
        check(member.member if flattened else member, child, f"{path}.{name}")
    absent = set(shape.required_members) - seen
    assert not absent, f"{path} lacks {absent}"


def check_scalar(shape, text, path):
    patterns = {"boolean": "true|false", "integer": r"-?\d+", "long": r"-?\d+", "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z"}
    assert re.fullmatch(patterns.get(shape.type_name, "(?s).*"), text), f"{path}: {text!r} is no {shape.type_name}"
    values = shape.metadata.get("enum")
    assert not values or text in values or ANSWERED_INSTEAD.get(shape.name) == text, f"{path}: {text!r} is not one of {values}"


def local(element):
    return element.tag.rpartition("}")[2]
