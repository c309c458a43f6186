import type { Tensor } from "../../registry/index.js";
import { dataText } from "./tensor-data.js";

/** Tensors as the JSON text of a list of the Open Inference Protocol's. */
export function tensorsText(tensors: readonly Tensor[]): string {
  return `[${tensors.map(tensorText).join(",")}]`;
}

function tensorText({ name, shape, datatype, data }: Tensor): string {
  return `{"name":${JSON.stringify(name)},"shape":[${shape.join(",")}],"datatype":"${datatype}","data":${dataText(data, datatype)}}`;
}
