export { applyBeta, type BetaMap, fitBeta } from "./beta.js";
export { type CalibratedConfig, type CalibrationMethod, calibrated, calibratedDefaults } from "./config.js";
export { calibratedEstimator } from "./estimator.js";
export { applyIsotonic, fitIsotonic, type IsotonicMap, type IsotonicOptions, type OutOfBounds } from "./isotonic.js";
export type { CalibratedMember, CalibratedModel, CalibrationMap } from "./model.js";
export { applyPlatt, fitPlatt, type PlattMap } from "./platt.js";
export { applyTemperature, fitTemperature, type TemperatureMap } from "./temperature.js";
