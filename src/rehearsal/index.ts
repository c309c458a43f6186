export { CalibrationBin, DriftRow, Mark, PolicyReport, Quality, RehearsalReport } from "./types.js";
