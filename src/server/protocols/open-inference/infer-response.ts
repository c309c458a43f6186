import type { Tensor } from "../../../registry/index.js";
import { dataText } from "./tensor-data.js";

/** The answer to an infer request as JSON text; the id is there only when the request had one. */
export function inferResponseText(
  model: string,
  version: number,
  id: string | undefined,
  outputs: readonly Tensor[],
): string {
  const idText = id === undefined ? "" : `"id":${JSON.stringify(id)},`;
  return `{"model_name":${JSON.stringify(model)},"model_version":"${version}",${idText}"outputs":[${outputs.map(tensorText).join(",")}]}`;
}

function tensorText({ name, shape, datatype, data }: Tensor): string {
  return `{"name":${JSON.stringify(name)},"shape":[${shape.join(",")}],"datatype":"${datatype}","data":${dataText(data, datatype)}}`;
}
