export { missingCategory } from "./category-codes.js";
export { type OnnxExportOptions, toOnnx } from "./to-onnx.js";
