export { bytesValue, doublesValue, intsValue, intValue, textsValue } from "./attributes.js";
export { compareModels, type ModelDifference } from "./compare-models.js";
export { decodeModel } from "./decode.js";
export { encodeModel } from "./encode.js";
export { externalFiles, withExternalData } from "./external-data.js";
export { type GraphBuilder, graphBuilder, type NodeOptions } from "./graph-builder.js";
export { type ProtocolDatatype, type Signature, type SignatureTensor, signatureOf } from "./signature.js";
export type {
  OnnxArrays,
  OnnxAttribute,
  OnnxAttributeValue,
  OnnxDatatype,
  OnnxDimension,
  OnnxGraph,
  OnnxInt,
  OnnxModel,
  OnnxNode,
  OnnxOpset,
  OnnxTensor,
  OnnxValueInfo,
} from "./types.js";
export { withoutZipMaps } from "./zip-map.js";
