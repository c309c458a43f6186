// One fit of gyre in a process of its own: node ours.mjs <task> <table.json> <settings.json>, one thread. Prints the same as peers.py.
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { createRandom } from "../../dist/core/index.js";
import {
  coefficientsOf,
  fitGbdt,
  fitModel,
  gbdt,
  logistic,
  predict,
  predictGbdtScores,
  randomForest,
  rocAuc,
  selectRows,
  selectTarget,
} from "../../dist/learn/index.js";

const [task, tablePath, settingsPath] = process.argv.slice(2);
const about = JSON.parse(readFileSync(tablePath, "utf8"));
const settings = JSON.parse(readFileSync(settingsPath, "utf8"));
const { frame, target } = read(about);
const range = (from, to) => Int32Array.from({ length: to - from }, (_, i) => from + i);
const [first, last] = [range(0, about.train), range(about.train, about.rows)];
const [train, test] = [selectRows(frame, first), selectRows(frame, last)];
const [trainTarget, testTarget] = [selectTarget(target, first), selectTarget(target, last)];
const marks = [];
const mark = () => {
  const { user, system } = process.cpuUsage();
  marks.push((user + system) / 1e6);
};

const { scores, ...more } = { lightgbm, forest, logistic: logit }[task]();
const [bins, fit, predicting] = marks.slice(1).map((at, i) => at - marks[i]);
const auc = rocAuc(Float64Array.from(testTarget.codes), scores);
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ bins, fit, predict: predicting, auc, peakMb, ...more }));

function lightgbm() {
  const { trees, leaves, learningRate, minDataInLeaf, l2, maxBins } = settings;
  const config = gbdt({ trees, leaves, learningRate, minDataInLeaf, l2, maxBins });
  const some = range(0, 2000);
  fitGbdt(gbdt({ trees: 5 }), selectRows(train, some), selectTarget(trainTarget, some));
  mark();
  const model = fitGbdt(config, train, trainTarget, { onPhase: (done) => done === "bins" && mark() });
  mark();
  const raw = predictGbdtScores(model, test);
  mark();
  return { scores: raw };
}

function forest() {
  mark();
  mark();
  const model = fitModel(randomForest({ trees: settings.trees }), train, trainTarget, {
    random: createRandom(settings.seed),
  });
  mark();
  const { probabilities } = predict(model, test);
  mark();
  return { scores: probabilities.filter((_, i) => i % 2 === 1) };
}

function logit() {
  mark();
  mark();
  const model = fitModel(
    logistic({ l2: settings.l2, ...(settings.tolerance ? { tolerance: settings.tolerance } : {}) }),
    train,
    trainTarget,
  );
  mark();
  const { probabilities } = predict(model, test);
  mark();
  return { scores: probabilities.filter((_, i) => i % 2 === 1), ...coefficientsOf(model) };
}

function read({ path, rows, names, categories }) {
  const file = openSync(path, "r");
  const column = () => {
    const values = new Float64Array(rows);
    const bytes = Buffer.from(values.buffer);
    for (let at = 0; at < bytes.length; ) at += readSync(file, bytes, at, Math.min(bytes.length - at, 2 ** 30), null);
    return values;
  };
  const columns = names.map((_, i) => {
    const values = column();
    if (categories[i] === null) return { kind: "number", values };
    const codes = Int32Array.from(values, (code) => (Number.isNaN(code) ? -1 : code));
    return { kind: "category", codes, categories: categories[i] };
  });
  const codes = Int32Array.from(column());
  closeSync(file);
  return { frame: { rows, names, columns }, target: { kind: "class", codes, classes: ["0", "1"] } };
}
