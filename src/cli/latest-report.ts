import { readFileSync, statSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeJson, encodeJson } from "../core/index.js";
import type { RehearsalReport } from "../rehearsal/index.js";
import type { RenderOptions } from "../report/index.js";
import type { Workspace } from "./workspace.js";

type Place = Pick<Workspace, "stateFolder">;

/** Where the latest report lies. */
export function reportFiles({ stateFolder }: Place) {
  const folder = join(stateFolder, "rehearsal");
  return { folder, html: join(folder, "report.html"), json: join(folder, "report.json") };
}

/** The report of the last rehearsal, null before the first. */
export async function readReport(place: Place): Promise<RehearsalReport | null> {
  const text = await readFile(reportFiles(place).json, "utf8").catch(() => null);
  return text === null ? null : parse(text);
}

/** The report as a server shows it: read again when another process has written a newer one. */
export function followReport(place: Place): () => RehearsalReport | null {
  const path = reportFiles(place).json;
  let readAt = 0;
  let report: RehearsalReport | null = null;
  return () => {
    const writtenAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (writtenAt !== readAt) {
      report = writtenAt === 0 ? null : parse(readFileSync(path, "utf8"));
      readAt = writtenAt;
    }
    return report;
  };
}

/** Writes the report as a page and as JSON, each as a whole or not at all. */
export async function writeReport(place: Place, report: RehearsalReport, options: RenderOptions): Promise<void> {
  const { renderReport } = await import("../report/index.js");
  const { folder, html, json } = reportFiles(place);
  await mkdir(folder, { recursive: true });
  for (const [path, text] of [
    [html, renderReport(report, options)],
    [json, encodeJson(report)],
  ] as const) {
    await writeFile(`${path}.tmp`, text);
    await rename(`${path}.tmp`, path);
  }
}

/** A report that cannot be read, such as one of another Gyre, counts as none. */
function parse(text: string): RehearsalReport | null {
  try {
    return decodeJson(text) as RehearsalReport;
  } catch {
    return null;
  }
}
