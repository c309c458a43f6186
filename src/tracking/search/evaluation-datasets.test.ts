import { expect, it } from "vitest";
import { parseFilter } from "./parse-filter.js";
import { parseOrderBy } from "./parse-order-by.js";

const KEYS = "{'name', 'created_time', 'last_update_time', 'created_by', 'last_updated_by'}";

it.each([
  ["attribute.name = 'x'", "Invalid identifier token 'attribute' specified"],
  ["tag.k = 'x'", "Invalid identifier token 'tag' specified"],
  ["`name` = 'x'", `Invalid attribute key '\`name\`' specified. Valid keys are: ${KEYS}`],
  ["dataset_id = 'x'", `Invalid attribute key 'dataset_id' specified. Valid keys are: ${KEYS}`],
  ["name NOT IN ('x')", "List values for 'name' are only supported with the IN comparator."],
  ["created_by IN ('x')", "Only ['name'] attributes support comparison with a list of quoted string values."],
  ["created_time > '5'", "Expected numeric value type for numeric attribute: created_time. Found '5'"],
  ["created_time > 5.5", "Invalid value for numeric attribute 'created_time': '5.5'"],
  ["created_time LIKE 5", "Invalid comparator for numeric attribute: LIKE"],
  ["name = 5", "Expected a quoted string value for attributes. Got value 5"],
  ["name = x", /^Parameter value is either not quoted/],
  ["name IS NULL", "IS NULL / IS NOT NULL is only supported for tags and params, not for 'attribute' 'name'"],
  ["tags.k IS NOT NULL", "Invalid comparator for tag: IS NOT NULL"],
  ["tags.k > '1'", "Invalid comparator for tag: >"],
  ["tags.k IN ('1')", "Expected a quoted string value for tag (e.g. 'my-value'). Got value ('1')"],
  ["name like 'x'", "Invalid comparator for string attribute: like"],
  ["name", "Invalid clause(s) in filter string: name"],
])("%s is refused", (filter, message) => {
  expect(() => parseFilter("evaluation_datasets", filter)).toThrow(message);
});

it("a tag's key is all that follows the point, quotes included", () => {
  expect(parseFilter("evaluation_datasets", "tags.`a.b` = 'x'")).toEqual({
    kind: "comparison",
    field: { entity: "tag", key: "`a.b`" },
    comparator: "=",
    value: "x",
  });
});

it.each([
  [
    "created_by",
    "Invalid attribute key 'created_by' specified. Valid keys are: {'name', 'created_time', 'last_update_time'}",
  ],
  ["tags.k", "Invalid order_by entity: tag"],
  ["attribute.name", "Invalid identifier token 'attribute' specified"],
  ["name FOO", "Invalid ordering key in order_by clause 'name FOO'."],
])("nothing is ordered by %s", (item, message) => {
  expect(() => parseOrderBy("evaluation_datasets", [item])).toThrow(message);
});
