// Sums what the runners reported, one line for each and the sum alone on the last: N passed, N failed[, N skipped].
// node count.mjs <file>…: each holds a line "name exit-code [path of vitest's JSON report]"; without a report the runner counts as one test.
// A runner that failed counts at least one failure, even when it died before it could say so. Exit code 1 when anything failed or nothing ran.
import { readFileSync } from "node:fs";

const sum = { passed: 0, failed: 0, skipped: 0 };
for (const line of process.argv.slice(2).flatMap((path) => readFileSync(path, "utf8").split("\n").filter(Boolean))) {
  const [name, exitCode, report] = line.split("\t");
  const counts = countOf(Number(exitCode), report);
  for (const key of Object.keys(sum)) sum[key] += counts[key];
  process.stdout.write(`${name.padEnd(14)} ${said(counts)}\n`);
}
process.stdout.write(`${said(sum)}\n`);
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;

function countOf(exitCode, report) {
  if (!report) return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { status, assertionResults } of filesOf(report)) {
    const of = (wanted) => assertionResults.filter((test) => test.status === wanted).length;
    const failed = of("failed");
    counts.passed += of("passed");
    // A file that does not load, or whose preparation fails, has no failed test.
    counts.failed += failed === 0 && status === "failed" ? 1 : failed;
    counts.skipped += assertionResults.length - of("passed") - failed;
  }
  const broken = exitCode !== 0 || counts.passed + counts.failed === 0;
  return broken && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function filesOf(report) {
  try {
    return JSON.parse(readFileSync(report, "utf8")).testResults;
  } catch {
    return [];
  }
}

function said({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
