"""Reads a Prometheus text with Prometheus' own Python parser: metrics.py <url of /metrics>. Prints the families as JSON."""
import json, sys, urllib.request
from prometheus_client.parser import text_string_to_metric_families

with urllib.request.urlopen(sys.argv[1]) as answer:
    content_type, text = answer.headers["content-type"], answer.read().decode()
families = {
    family.name: {
        "type": family.type,
        "help": family.documentation,
        "samples": [{"name": s.name, "labels": s.labels, "value": s.value if abs(s.value) < 1e300 else None} for s in family.samples],
    }
    for family in text_string_to_metric_families(text)
}
print(json.dumps({"contentType": content_type, "families": families}))
