// One fit of gyre's trees in a process of its own: node ours.mjs <case.json>. Prints CPU seconds and held-out scores' AUC as JSON.
import { readFileSync } from "node:fs";
import { fitGbdt, gbdt, predictGbdtScores, selectRows } from "../../dist/learn/index.js";
import { auc } from "./auc.mjs";
import { makeTable } from "./data.mjs";

const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { table, y } = makeTable(given.data);
const split = (from, to) => Int32Array.from({ length: to - from }, (_, i) => from + i);
const train = selectRows(table, split(0, given.trainRows));
const test = selectRows(table, split(given.trainRows, given.data.rows));
const config = gbdt(given.config);

const cpuSeconds = (before) => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};
const rssBefore = process.memoryUsage().rss;
const beforeFit = process.cpuUsage();
const model = fitGbdt(config, train, y.slice(0, given.trainRows));
const fit = cpuSeconds(beforeFit);
const beforePredict = process.cpuUsage();
const scores = predictGbdtScores(model, test);
const predict = cpuSeconds(beforePredict);
const grownMb = (process.resourceUsage().maxRSS / 1024 - rssBefore / 2 ** 20).toFixed(0);
process.stdout.write(JSON.stringify({ fit, predict, auc: auc(scores, y.slice(given.trainRows)), grownMb }));
