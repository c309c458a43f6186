import type { AnyConfig, AnyModel, Learner } from "../estimator.js";
import type { ModelColumn } from "../model-column.js";

/** Every column that one of `models` reads, in the order of first mention. */
export function memberColumns(models: readonly AnyModel[]): ModelColumn[] {
  const byName = new Map<string, ModelColumn>();
  for (const { columns } of models)
    for (const column of columns) if (!byName.has(column.name)) byName.set(column.name, column);
  return [...byName.values()];
}

/** Whether a value looks like an estimator's configuration. */
export function isConfig(value: unknown): value is AnyConfig {
  return typeof value === "object" && value !== null && "kind" in value && typeof value.kind === "string";
}

/**
 * The columns' shares of importance, averaged over those of `models` that have such a thing, each brought to a sum of 1 first; `parts`
 * weigh the models. Empty where none has.
 */
export function memberImportance(
  learner: Learner,
  models: readonly AnyModel[],
  columns: readonly ModelColumn[],
  parts: readonly number[] = models.map(() => 1),
): number[] {
  const sums = new Map(columns.map(({ name }) => [name, 0]));
  let whole = 0;
  models.forEach((model, m) => {
    const importance = learner.importance(model);
    if (importance.length > 0) whole += parts[m];
    const total = importance.reduce((sum, amount) => sum + amount, 0);
    if (total === 0) return;
    model.columns.forEach(({ name }, j) => {
      sums.set(name, (sums.get(name) ?? 0) + (parts[m] * importance[j]) / total);
    });
  });
  return whole === 0 ? [] : columns.map(({ name }) => sums.get(name)! / whole);
}
