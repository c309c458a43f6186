"""What a session with a tracking server answered, made comparable: ids become placeholders in order of appearance, times "T", and
addresses and folders names. Two servers that behave alike give equal transcripts."""
import dataclasses, enum, json, math, re, traceback
import numpy, pandas
from mlflow.entities._mlflow_object import _MlflowObject
from mlflow.exceptions import MlflowException
from mlflow.store.entities.paged_list import PagedList

# Milliseconds from 2017 on, or seconds with a fraction.
FIRST_MS, LAST_MS = 1_500_000_000_000, 4_000_000_000_000
IDS = re.compile(r"(?:(?<=%2F)|(?<![0-9a-zA-Z]))(m-|tr-|a-|d-)?([0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![0-9a-zA-Z])")
RANDOM_NAME = re.compile(r"\b[a-z]+-[a-z]+-\d{1,3}\b")
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?")
MS_IN_TEXT = re.compile(r"(?<!\d)1[5-9]\d{11}(?!\d)")
LONG_REPEAT = re.compile(r"(.)\1{30,}", re.DOTALL)
REFUSAL = re.compile(r"(Response text: )(\{.*\})", re.DOTALL)
PYTHON_SET = re.compile(r"\{('[^{}]*')\}|\[('[^\[\]]*')\]|\(('[^()]*')\)")


class Transcript:
    def __init__(self, places):
        """places: [text, its placeholder], such as the server's address; longer texts first."""
        self.places = sorted(places, key=lambda place: -len(place[0]))
        self.ids, self.sections, self.current = {}, {}, None

    def section(self, name):
        """Placeholders are counted anew in each section, so that a difference in one is none in the next."""
        self.current, self.ids = self.sections.setdefault(name, {}), {}

    def step(self, name, call):
        """Notes what the call returns, or how it fails, and returns it; None after a failure."""
        if name in self.current:
            raise ValueError(f"two steps have the name {name}")
        try:
            result = call()
        except Exception as failure:
            self.current[name] = {"error": self.plain(self.error(failure))}
            return None
        self.current[name] = {"answer": self.plain(result)}
        return result

    def error(self, failure):
        said = {"type": type(failure).__name__, "message": str(failure)}
        if isinstance(failure, MlflowException):
            said["code"] = failure.error_code
            said["status"] = failure.get_http_status_code()
        elif not isinstance(failure, (ValueError, TypeError, OSError)):
            said["where"] = traceback.format_exc()[-600:]
        return said

    def plain(self, value):
        if isinstance(value, enum.Enum):
            return value.name
        if isinstance(value, pandas.DataFrame):
            return {"columns": sorted(map(str, value.columns)), "rows": [self.plain(row) for row in value.to_dict("records")]}
        if isinstance(value, (pandas.Timestamp, pandas.Timedelta)) or value is pandas.NaT:
            return "T"
        if isinstance(value, numpy.ndarray):
            return self.plain(value.tolist())
        if isinstance(value, numpy.generic):
            return self.plain(value.item())
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int):
            return "T" if FIRST_MS < value < LAST_MS else value
        if isinstance(value, float):
            return value if math.isfinite(value) else str(value)
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, bytes):
            return {"bytes": len(value)}
        if isinstance(value, PagedList):
            return {"items": [self.plain(item) for item in value], "more": bool(value.token)}
        if isinstance(value, dict):
            return {self.text(str(key)): self.plain(value[key]) for key in sorted(value, key=str)}
        if isinstance(value, (set, frozenset)):
            return sorted(map(self.plain, value), key=json.dumps)
        if isinstance(value, (list, tuple)):
            return self.ordered([self.plain(item) for item in value])
        if isinstance(value, _MlflowObject):
            return self.plain(dict(value))
        if dataclasses.is_dataclass(value):
            return self.plain({field.name: getattr(value, field.name) for field in dataclasses.fields(value)})
        if hasattr(value, "to_dict"):
            return self.plain(value.to_dict())
        if hasattr(value, "__len__"):
            return self.plain(list(value))
        return f"<{type(value).__name__}>"

    def ordered(self, items):
        """Tags, params and metrics come in no order that is promised."""
        keyed = all(isinstance(item, dict) and "key" in item and "step" not in item for item in items)
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True)) if keyed else items

    def text(self, value):
        for place, name in self.places:
            value = value.replace(place, name)
        if value[:1] in "{[":
            parsed = self.parsed(value)
            if parsed is not None:
                return parsed
        value = REFUSAL.sub(lambda found: f"{found[1]}{self.refusal(found[2])}", value)
        value = IDS.sub(lambda found: self.placeholder(found[1] or "", found[2]), value)
        value = INSTANT.sub("T", MS_IN_TEXT.sub("T", value))
        value = RANDOM_NAME.sub("<random name>", value)
        value = LONG_REPEAT.sub(lambda found: f"<{len(found[0])} times {found[1]}>", value)
        return PYTHON_SET.sub(lambda found: found[0][0] + ", ".join(sorted(found[0][1:-1].split(", "))) + found[0][-1], value)

    def refusal(self, body):
        """The part of a refusal that the client reads."""
        said = json.loads(body)
        return f"{said.get('error_code')} {said.get('message')}"

    def parsed(self, value):
        try:
            inner = json.loads(value)
        except ValueError:
            return None
        return {"json": self.plain(inner)} if isinstance(inner, (dict, list)) else None

    def placeholder(self, prefix, digits):
        kind = prefix or "id "
        return self.ids.setdefault(prefix + digits, f"<{kind}{1 + sum(name.startswith(f'<{kind}') for name in self.ids.values())}>")
