import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gyreJson } from "./gyre.js";

const CSV = "data/orders.csv";

/** The starter project by the real clock: its orders moved so that they end now, and retraining every day. */
export async function dailyProject(project: string): Promise<void> {
  await gyreJson("init", project);
  const shift = Date.now() - Date.UTC(2025, 4, 20);
  const orders = await readFile(join(project, CSV), "utf8");
  const moved = orders.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, (text) =>
    stamp(Date.parse(`${text.replace(" ", "T")}Z`) + shift),
  );
  await writeFile(join(project, CSV), moved);
  const config = await readFile(join(project, "gyre.config.ts"), "utf8");
  const daily = config
    .replace(/ {2}asOf: .*\n/, "")
    .replace('monthly: onSchedule({ every: "month" })', 'daily: onSchedule({ every: "day" })');
  await writeFile(join(project, "gyre.config.ts"), daily.replace('policy: "monthly"', 'policy: "daily"'));
}

/** A moment as the orders tell it. */
export const stamp = (time: number): string => new Date(time).toISOString().slice(0, 19).replace("T", " ");
