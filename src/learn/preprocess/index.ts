export { alignTable } from "./align.js";
export { type BinConfig, type BinState, bin, binStep } from "./bin.js";
export type { DatePart } from "./calendar.js";
export type { CyclicPart } from "./cycles.js";
export { type DatesConfig, dates, datesStep } from "./dates.js";
export type { DatesState } from "./dates-state.js";
export {
  type FrequencyEncodeConfig,
  type FrequencyEncodeState,
  frequencyEncode,
  frequencyEncodeStep,
} from "./frequency-encode.js";
export { type HashEncodeConfig, type HashEncodeState, hashEncode, hashEncodeStep } from "./hash-encode.js";
export { type ImputeConfig, type ImputeState, impute, imputeStep } from "./impute/index.js";
export {
  type DropColumnsConfig,
  type DropColumnsState,
  dropColumns,
  dropColumnsStep,
  type SelectColumnsConfig,
  type SelectColumnsState,
  selectColumns,
  selectColumnsStep,
} from "./keep-columns.js";
export { murmurHash3 } from "./murmur.js";
export { type OneHotConfig, type OneHotState, oneHot, oneHotStep } from "./one-hot.js";
export {
  type OrdinalEncodeConfig,
  type OrdinalEncodeState,
  ordinalEncode,
  ordinalEncodeStep,
} from "./ordinal-encode.js";
export { type OutliersConfig, type OutliersState, outliers, outliersStep } from "./outliers.js";
export { type PolynomialConfig, type PolynomialState, polynomial, polynomialStep } from "./polynomial.js";
export { type ScaleConfig, type ScaleState, scale, scaleStep } from "./scale.js";
export { type TargetEncodeConfig, type TargetEncodeState, targetEncode, targetEncodeStep } from "./target-encode.js";
export { type ToCategoryConfig, type ToCategoryState, toCategory, toCategoryStep } from "./to-category.js";
export { type YeoJohnsonConfig, type YeoJohnsonState, yeoJohnson, yeoJohnsonStep } from "./yeo-johnson.js";
