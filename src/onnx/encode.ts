import { encodeGraph } from "./encode-graph.js";
import type { OnnxModel } from "./types.js";
import { wireWriter } from "./wire-writer.js";

/**
 * Writes a model as an ONNX file. The same model gives the same bytes, and `decodeModel` gives the model back.
 * Protobuf lets fields come in any order: the graph comes last, so that no file cut short can pass for a whole one.
 *
 * Fails with `onnx.malformed` when a tensor's data do not fill its shape, and with `onnx.unsupported` on text that
 * UTF-8 cannot hold.
 */
export function encodeModel(model: OnnxModel): Uint8Array {
  const out = wireWriter();
  out.int(1, model.irVersion);
  if (model.producerName !== "") out.text(2, model.producerName);
  if (model.producerVersion !== "") out.text(3, model.producerVersion);
  if (model.domain !== "") out.text(4, model.domain);
  if (model.modelVersion !== 0) out.int(5, model.modelVersion);
  for (const opset of model.opsets) {
    out.message(8, (inner) => {
      inner.text(1, opset.domain);
      inner.int(2, opset.version);
    });
  }
  for (const [key, value] of Object.entries(model.metadata)) {
    out.message(14, (inner) => {
      inner.text(1, key);
      inner.text(2, value);
    });
  }
  out.message(7, (inner) => encodeGraph(inner, model.graph));
  return out.finish();
}
